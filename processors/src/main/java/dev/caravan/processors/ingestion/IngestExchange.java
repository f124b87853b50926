package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.Ledger;
import dev.caravan.spi.wire.Json;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Takes one reported exchange and answers 202 {@code {"request_id","status":"accepted"}} when it is committed. The same request
 * id again is answered alike and kept once. Runs after {@link ReadReport}.
 */
public final class IngestExchange implements AsyncCallStep {

    private final Ledger ledger;
    private final ReportReader reader;
    private final ReportBody body;

    public IngestExchange(Ledger ledger, ReportReader reader, Workers workers) {
        this.ledger = ledger;
        this.reader = reader;
        this.body = new ReportBody(workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        ObjectNode report = ReportBody.of(call);
        Principal reporter = Authenticate.caller(call);
        return body.work(call, false, () -> reader.read(report, Source.INGEST, reporter, call.id()))
                .flatMap(exchange -> Acknowledgement.of(List.of(exchange), ledger, call, accepted(exchange)));
    }

    private static Answer accepted(ExchangeRecord exchange) {
        ObjectNode json = Json.object();
        json.put("request_id", exchange.requestId());
        json.put("status", "accepted");
        return Answer.json(202, Json.bytes(json));
    }
}
