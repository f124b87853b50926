package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.Ledger;
import dev.caravan.processors.request.PercentEncoding;
import dev.caravan.spi.wire.Json;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Takes a captured chat completion as NeMo Intake does: {@code POST /apis/intake/v2/workspaces/{workspace}/ingest/
 * chat-completions}. Answers 201 {@code {"session_id","span_id"}} when it is committed. A session that the report names groups it
 * with others; a trace that it names it joins. Runs after {@link ReadIntakeReport}, and does nothing when that has answered.
 */
public final class IngestIntake implements AsyncCallStep {

    private static final HexFormat HEX = HexFormat.of();

    private final Ledger ledger;
    private final IntakeReader reader;
    private final ReportBody body;
    private final LongSupplier random;

    /** @param random gives sessions and spans their numbers; asked on any thread */
    public IngestIntake(Ledger ledger, IntakeReader reader, Workers workers, LongSupplier random) {
        this.ledger = ledger;
        this.reader = reader;
        this.body = new ReportBody(workers);
        this.random = random;
    }

    @Override
    public Mono<Void> apply(Call call) {
        if (call.answer() != null) {
            return Mono.empty();
        }
        ObjectNode report = ReportBody.of(call);
        Principal reporter = Authenticate.caller(call);
        String session = report.path("session_id").textValue();
        IntakeReader.Ids ids = new IntakeReader.Ids(
                call.id(),
                session == null || session.isBlank() ? "session_" + number() : session,
                "span_" + number(),
                workspace(call));
        return body.work(call, false, () -> reader.read(report, reporter, ids))
                .flatMap(exchange -> Acknowledgement.of(List.of(exchange), ledger, call, created(exchange)));
    }

    private String number() {
        return HEX.toHexDigits(random.getAsLong());
    }

    private static String workspace(Call call) {
        String encoded = call.request().pathVariables().getOrDefault("workspace", "");
        String decoded = PercentEncoding.decode(encoded);
        return decoded == null ? encoded : decoded;
    }

    private static Answer created(ExchangeRecord exchange) {
        ObjectNode json = Json.object();
        json.put("session_id", exchange.owner().session());
        json.put("span_id", exchange.trace().spanId());
        return Answer.json(201, Json.bytes(json));
    }
}
