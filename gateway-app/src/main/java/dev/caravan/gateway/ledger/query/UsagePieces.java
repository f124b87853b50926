package dev.caravan.gateway.ledger.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.UsageCursor;
import dev.caravan.gateway.ledger.UsageGroup;
import dev.caravan.gateway.ledger.UsageQuery;
import dev.caravan.gateway.ledger.UsageRow;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sums by groups, any number of them, read from an open query. JSON ends with the sum of all of them. */
final class UsagePieces implements Pieces {

    private static final int PIECE = 1000;

    private final LedgerQueries ledger;
    private final UsageQuery query;
    private final UsageFields fields;
    private final Format format;
    private final UsageCursor cursor;
    private UsageRow total = UsageRow.NONE;
    private @Nullable Runnable release;
    private boolean begun;
    private boolean any;
    private boolean done;

    UsagePieces(LedgerQueries ledger, UsageQuery query, UsageFields fields, Format format) {
        this.ledger = ledger;
        this.query = query;
        this.fields = fields;
        this.format = format;
        this.cursor = ledger.usage(query);
    }

    @Override
    public Optional<byte[]> next() {
        if (done) {
            return Optional.empty();
        }
        List<UsageRow> rows = cursor.next(PIECE);
        done = rows.size() < PIECE;
        if (!done && release == null) {
            release = hold();
        }
        StringBuilder text = new StringBuilder();
        if (!begun) {
            begun = true;
            begin(text);
        }
        rows.forEach(row -> add(text, row));
        if (done) {
            end(text);
            close();
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Runnable hold() {
        try {
            return ledger.hold();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public void close() {
        done = true;
        cursor.close();
        if (release != null) {
            release.run();
            release = null;
        }
    }

    private void begin(StringBuilder text) {
        if (format == Format.CSV) {
            Csv.header(text, fields.columns(query.groups()));
        } else if (format == Format.JSON) {
            ObjectNode head = Json.object();
            head.put("from", query.from().toString()).put("to", query.to().toString());
            ArrayNode groups = head.putArray("group_by");
            query.groups().forEach(group -> groups.add(group.word()));
            String open = Json.text(head);
            text.append(open, 0, open.length() - 1).append(",\"data\":[");
        }
    }

    private void add(StringBuilder text, UsageRow row) {
        total = total.plus(row);
        List<UsageGroup> groups = query.groups();
        switch (format) {
            case CSV -> Csv.line(text, fields.columns(groups), fields.json(groups, row));
            case JSONL -> text.append(Json.text(fields.json(groups, row))).append('\n');
            case JSON -> text.append(any ? "," : "").append(Json.text(fields.json(groups, row)));
        }
        any = true;
    }

    private void end(StringBuilder text) {
        if (format == Format.JSON) {
            text.append("],\"total\":")
                    .append(Json.text(fields.json(List.of(), total)))
                    .append('}');
        }
    }
}
