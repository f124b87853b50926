package dev.caravan.gateway.ledger.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.LogFilter;
import dev.caravan.gateway.ledger.LogPosition;
import dev.caravan.gateway.ledger.Row;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Answers with records that the caller may see, the newest first, without what was said: a page of {@code limit}, after the
 * {@code next} of the page before ({@code after}), or as a file ({@code format=csv|jsonl}) all of them, however many.
 */
public final class ListLogs implements AsyncCallStep {

    private static final int USUAL = 50;
    private static final int MOST = 1000;
    private static final Set<String> PARAMETERS = LogQuery.parameters("limit", "after", "format");

    private final LedgerQueries ledger;
    private final TableAnswer files;

    public ListLogs(LedgerQueries ledger) {
        this.ledger = ledger;
        this.files = new TableAnswer(ledger.workers());
    }

    @Override
    public Mono<Void> apply(Call call) {
        Query query = Query.of(call.request().query(), PARAMETERS);
        LogFilter filter = LogQuery.filter(Viewer.of(call, query.text("project")), query);
        LogPosition after = LogQuery.after(query);
        Format format = Format.of(call, query);
        if (format != Format.JSON) {
            int most = query.whole("limit", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
            return files.answer(
                    call,
                    format,
                    "logs",
                    () -> new LogPieces(ledger.logs(), filter, format == Format.CSV, after, most));
        }
        int limit = query.whole("limit", USUAL, 1, MOST);
        return ledger.workers()
                .compute(call.loop(), () -> page(filter, after, limit), () -> {})
                .doOnNext(json -> answer(call, json))
                .then();
    }

    /** One more than is wanted tells whether there are more. */
    private byte[] page(LogFilter filter, @Nullable LogPosition after, int limit) {
        List<Row> rows = ledger.logs().page(filter, after, limit + 1);
        ObjectNode page = Json.object();
        ArrayNode data = page.putArray("data");
        rows.stream().limit(limit).forEach(row -> data.add(LogJson.of(row)));
        boolean more = rows.size() > limit;
        page.put("has_more", more);
        if (more) {
            page.put("next", rows.get(limit - 1).position().text());
        }
        return Json.bytes(page);
    }

    static void answer(Call call, byte[] json) {
        Answer answer = Answer.json(200, json);
        answer.headers().set("cache-control", "no-store");
        call.answerWith(answer);
    }
}
