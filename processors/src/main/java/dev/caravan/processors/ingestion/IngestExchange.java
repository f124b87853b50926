package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.Ledger;
import dev.caravan.spi.wire.Json;
import java.time.InstantSource;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Takes one reported exchange and answers 202 {@code {"request_id","status":"accepted"}} when it is committed. The same request
 * id again is answered alike and kept once. Runs after {@link ReadReport}.
 */
public final class IngestExchange implements AsyncCallStep {

    private final Ledger ledger;
    private final ReportReader reader;

    public IngestExchange(Ledger ledger, Extractor extractor, InstantSource clock) {
        this.ledger = ledger;
        this.reader = new ReportReader(extractor, clock);
    }

    @Override
    public Mono<Void> apply(Call call) {
        ObjectNode report = call.tree();
        if (report == null) {
            throw new IllegalStateException("the report is not read yet");
        }
        ExchangeRecord exchange = reader.read(report, Source.INGEST, Authenticate.caller(call), call.id());
        return ledger.append(List.of(exchange))
                .publishOn(Schedulers.fromExecutor(call.loop()))
                .doOnSuccess(committed -> call.answerWith(accepted(exchange.requestId())));
    }

    private static Answer accepted(String requestId) {
        ObjectNode json = Json.object();
        json.put("request_id", requestId);
        json.put("status", "accepted");
        return Answer.json(202, Json.bytes(json));
    }
}
