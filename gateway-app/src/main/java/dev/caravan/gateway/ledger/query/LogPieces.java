package dev.caravan.gateway.ledger.query;

import dev.caravan.gateway.ledger.LogFilter;
import dev.caravan.gateway.ledger.LogPosition;
import dev.caravan.gateway.ledger.LogQueries;
import dev.caravan.gateway.ledger.Row;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Any number of records, read a page at a time, each after the one before: between two of them nothing is held, neither a
 * connection nor a transaction, however slowly they are read. What is recorded meanwhile is newer, and not among them.
 */
final class LogPieces implements Pieces {

    private static final int PAGE = 500;

    private final LogQueries logs;
    private final LogFilter filter;
    private final boolean csv;
    private @Nullable LogPosition after;
    private int left;
    private boolean begun;
    private boolean done;

    /** @param most how many records at most */
    LogPieces(LogQueries logs, LogFilter filter, boolean csv, @Nullable LogPosition after, int most) {
        this.logs = logs;
        this.filter = filter;
        this.csv = csv;
        this.after = after;
        this.left = most;
    }

    @Override
    public Optional<byte[]> next() {
        if (done) {
            return Optional.empty();
        }
        int wanted = Math.min(PAGE, left);
        List<Row> page = logs.page(filter, after, wanted);
        left -= page.size();
        done = page.size() < wanted || left == 0;
        if (!page.isEmpty()) {
            after = page.get(page.size() - 1).position();
        }
        StringBuilder text = new StringBuilder();
        if (csv && !begun) {
            Csv.header(text, LogJson.FIELDS);
        }
        begun = true;
        for (Row row : page) {
            if (csv) {
                Csv.line(text, LogJson.FIELDS, LogJson.of(row));
            } else {
                text.append(Json.text(LogJson.of(row))).append('\n');
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public void close() {
        done = true;
    }
}
