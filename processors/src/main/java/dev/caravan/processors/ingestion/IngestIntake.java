package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.extraction.Extracted;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Asked;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Result;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.ledger.Ledger;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Takes a captured chat completion as NeMo Intake does: {@code POST /apis/intake/v2/workspaces/{workspace}/ingest/
 * chat-completions}. Answers 201 {@code {"session_id","span_id"}} when it is committed, 422 {@code {"detail":[…]}} when it is
 * not of the shape. A session that the report names groups it with others; a trace that it names it joins. Runs after {@link
 * ReadReport}.
 */
public final class IngestIntake implements AsyncCallStep {

    private static final String PATH = "/v1/chat/completions";

    private final Ledger ledger;
    private final Extractor extractor;
    private final InstantSource clock;
    private final LongSupplier random;

    /** @param random gives sessions and spans their numbers */
    public IngestIntake(Ledger ledger, Extractor extractor, InstantSource clock, LongSupplier random) {
        this.ledger = ledger;
        this.extractor = extractor;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Mono<Void> apply(Call call) {
        ObjectNode report = call.tree();
        if (report == null) {
            throw new IllegalStateException("the report is not read yet");
        }
        IntakeFaults faults = IntakeShape.faults(report);
        if (!faults.isEmpty()) {
            call.answerWith(Answer.json(422, faults.body()));
            return Mono.empty();
        }
        String session = text(report, "session_id");
        String sessionId = session == null ? "session_" + number() : session;
        String spanId = "span_" + number();
        String workspace = call.request().pathVariables().getOrDefault("workspace", "");
        ExchangeRecord exchange = record(report, Authenticate.caller(call), workspace, sessionId, spanId);
        return ledger.append(List.of(exchange))
                .publishOn(Schedulers.fromExecutor(call.loop()))
                .doOnSuccess(committed -> call.answerWith(created(sessionId, spanId)));
    }

    private ExchangeRecord record(
            ObjectNode report, Principal reporter, String workspace, String sessionId, String spanId) {
        JsonNode request = report.path("request");
        JsonNode response = report.path("response");
        Extracted found = extractor.extract(PATH, request, response).orElse(null);
        Content said = found == null ? Content.NONE : found.content();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("workspace", workspace);
        metadata.putAll(context(report));
        metadata.putAll(said.metadata());
        return new ExchangeRecord(
                spanId,
                Source.INTAKE,
                new Owner(reporter.project(), reporter.name(), found == null ? null : found.user(), sessionId),
                new Trace(text(report, "trace_id"), spanId, null),
                new Timing(clock.instant(), null, null, null),
                new Asked(
                        "POST",
                        PATH,
                        text(report, "provider"),
                        request.path("model").asText(),
                        found == null ? null : found.servedModel(),
                        found != null && found.stream()),
                new Result(
                        response.path("error").isObject() ? 500 : 200,
                        "reported",
                        null,
                        found == null ? null : found.finishReason()),
                new Content(said.prompt(), said.completion(), said.toolCalls(), metadata),
                found == null ? Usage.NONE : found.usage(),
                false,
                cost(report),
                new Bodies(ByteBuffer.wrap(Json.bytes(request)), ByteBuffer.wrap(Json.bytes(response))));
    }

    /** The newer context wins over the deprecated one as a whole. */
    private static Map<String, String> context(ObjectNode report) {
        String name = report.hasNonNull("experiment_context") ? "experiment_context" : "evaluation_context";
        Map<String, String> context = new LinkedHashMap<>();
        report.path(name).properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                context.put(name + "." + field.getKey(), ReportFields.asText(field.getValue()));
            }
        });
        return context;
    }

    private static Cost cost(ObjectNode report) {
        Map<String, BigDecimal> details = new LinkedHashMap<>();
        report.path("cost_details").properties().forEach(entry -> {
            if (entry.getValue().isNumber()) {
                details.put(entry.getKey(), entry.getValue().decimalValue());
            }
        });
        return new Cost(
                usd(report, "cost_usd"), usd(report, "cost_input_usd"), usd(report, "cost_output_usd"), details);
    }

    private static @Nullable BigDecimal usd(ObjectNode report, String field) {
        JsonNode value = report.get(field);
        return value == null || value.isNull() ? null : value.decimalValue();
    }

    private String number() {
        return String.format("%016x", random.getAsLong());
    }

    private static @Nullable String text(ObjectNode report, String field) {
        JsonNode value = report.get(field);
        return value == null || value.isNull() ? null : value.textValue();
    }

    private static Answer created(String sessionId, String spanId) {
        ObjectNode json = Json.object();
        json.put("session_id", sessionId);
        json.put("span_id", spanId);
        return Answer.json(201, Json.bytes(json));
    }
}
