package dev.caravan.gateway.ledger.query;

import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.LogFilter;
import dev.caravan.gateway.ledger.Row;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.PercentEncoding;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Answers with one record and all that is kept of it: prompt, completion, tool calls, metadata, both bodies and the scores of evals. An id that two
 * projects have used, or two keys without one, means the newest record that the caller sees, unless {@code project} says whose.
 */
public final class ReadLog implements AsyncCallStep {

    private static final Set<String> PARAMETERS = Set.of("project");

    private final LedgerQueries ledger;

    public ReadLog(LedgerQueries ledger) {
        this.ledger = ledger;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Query query = Query.of(call.request().query(), PARAMETERS);
        String id = id(call);
        LogFilter filter = LogFilter.of(Viewer.of(call, query.text("project"))).requestId(id);
        return ledger.workers()
                .compute(call.loop(), () -> read(filter, id), () -> {})
                .doOnNext(json -> ListLogs.answer(call, json))
                .then();
    }

    private byte[] read(LogFilter filter, String id) {
        Row row = ledger.logs()
                .newest(filter)
                .orElseThrow(
                        () -> GatewayError.of(404, "record_not_found", "There is no record of a request '%s'.", id));
        return Json.bytes(LogJson.whole(row, ledger.logs().scores(row)));
    }

    private static String id(Call call) {
        String encoded = call.request().pathVariables().getOrDefault("id", "");
        String id = PercentEncoding.decode(encoded);
        return id == null ? encoded : id;
    }
}
