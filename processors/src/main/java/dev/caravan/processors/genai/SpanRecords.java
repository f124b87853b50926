package dev.caravan.processors.genai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Asked;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Result;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.processors.spans.SpanIds;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.processors.spans.SpanRecord.Model;
import dev.caravan.processors.spans.SpanStatus;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the records of a reported span: one of the span, and where it is a call of a model one of the exchange. Thread-safe. */
public final class SpanRecords {

    private static final Map<String, String> METADATA = Map.of(
            "gen_ai.response.id", "response_id",
            "gen_ai.request.temperature", "temperature",
            "gen_ai.request.max_tokens", "max_tokens",
            "gen_ai.agent.name", "agent_name",
            "llm.invocation_parameters", "invocation_parameters");

    private final ReportedCosts costs;
    private final KeptDetails kept;

    /**
     * @param costs of calls whose reporter does not say
     * @param keepsTexts whether what was said is kept
     */
    public SpanRecords(ReportedCosts costs, boolean keepsTexts) {
        this.costs = costs;
        this.kept = new KeptDetails(keepsTexts);
    }

    /**
     * @param reporter the key that reports, whose project the records belong to
     * @param workspace the workspace that it was reported to, or null
     */
    public KeptSpan read(ReportedSpan reported, Principal reporter, @Nullable String workspace) {
        Attributes span = attributes(reported, "attributes");
        Attributes resource = attributes(reported, "resource");
        SpanKind kind = reported.kind() == SpanKind.UNKNOWN ? Kinds.of(span) : reported.kind();
        Owner owner = new Owner(
                reporter.project(),
                reporter.name(),
                either(span, resource, "user.id", "enduser.id", "traceloop.association.properties.user_id"),
                reported.sessionId() == null
                        ? either(
                                span,
                                resource,
                                "session.id",
                                "gen_ai.conversation.id",
                                "traceloop.association.properties.session_id")
                        : reported.sessionId());
        Model model = model(span);
        Usage usage = kind.isModelCall() ? ModelUse.of(span) : Usage.NONE;
        String served = span.text("gen_ai.response.model", "llm.response.model_name", "llm.response.model");
        Cost cost = kind.isModelCall() ? cost(span, model, served, usage) : Cost.UNKNOWN;
        if (!reported.details().has("error_type") && span.has("error.type")) {
            reported.details().put("error_type", span.text("error.type"));
        }
        Conversation said = kind.isModelCall() ? Conversation.of(span, reported.details()) : null;
        SpanRecord record = new SpanRecord(
                reported.source(),
                owner,
                workspace,
                reported.trace(),
                reported.name(),
                kind,
                reported.status(),
                reported.started(),
                reported.ended(),
                model,
                usage,
                cost.total(),
                kept.of(reported.details(), span, said));
        return new KeptSpan(record, said == null ? null : exchange(reported, span, record, served, cost, said));
    }

    private ExchangeRecord exchange(
            ReportedSpan reported,
            Attributes span,
            SpanRecord record,
            @Nullable String served,
            Cost cost,
            Conversation said) {
        Model model = record.model();
        return new ExchangeRecord(
                SpanIds.request(reported.trace()),
                reported.source(),
                record.owner(),
                reported.trace(),
                timing(reported, span),
                new Asked(
                        null,
                        null,
                        model.provider(),
                        model.name(),
                        served,
                        span.values().path("gen_ai.request.stream").asBoolean(false)),
                result(reported, span, said),
                content(record, span, said),
                record.usage(),
                false,
                cost,
                Bodies.NONE);
    }

    private Content content(SpanRecord record, Attributes span, Conversation said) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (record.workspace() != null) {
            metadata.put("workspace", record.workspace());
        }
        metadata.put("span_name", record.name());
        METADATA.forEach((attribute, name) -> {
            String value = span.text(attribute);
            if (value != null) {
                metadata.put(name, value);
            }
        });
        return kept.texts()
                ? new Content(said.prompt(), said.completion(), said.toolCalls(), metadata)
                : new Content(null, null, null, metadata);
    }

    private static Attributes attributes(ReportedSpan span, String name) {
        return new Attributes(span.details().get(name) instanceof ObjectNode object ? object : Json.object());
    }

    private static Model model(Attributes span) {
        String name = span.text(
                "gen_ai.request.model",
                "llm.request.model_name",
                "llm.model_name",
                "embedding.model_name",
                "llm.request.model",
                "gen_ai.response.model");
        String provider = span.text("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system");
        return new Model(ProviderNames.of(provider), name);
    }

    private Cost cost(Attributes span, Model model, @Nullable String served, Usage usage) {
        Cost told = new Cost(
                span.usd("llm.cost.total", "gen_ai.usage.cost", "gen_ai.cost.usd"),
                span.usd("llm.cost.prompt"),
                span.usd("llm.cost.completion"),
                Map.of());
        return told.total() != null
                ? told
                : new Cost(
                        costs.of(model.provider(), served, model.name(), usage, tier(span))
                                .orElse(null),
                        told.input(),
                        told.output(),
                        Map.of());
    }

    private static ServiceTier tier(Attributes span) {
        return ServiceTier.named(span.text("openai.response.service_tier", "gen_ai.openai.response.service_tier"));
    }

    private static Timing timing(ReportedSpan span, Attributes attributes) {
        Duration total = span.ended() == null ? null : Duration.between(span.started(), span.ended());
        Double first = attributes.seconds("gen_ai.response.time_to_first_chunk");
        return new Timing(
                span.started(),
                Timing.sound(total),
                first == null ? null : Timing.sound(Duration.ofNanos((long) (first * 1e9))),
                null);
    }

    private static Result result(ReportedSpan reported, Attributes span, Conversation said) {
        JsonNode told = span.any("http.response.status_code", "http.status_code");
        boolean known = told != null && told.isIntegralNumber() && told.asInt() >= 100 && told.asInt() < 600;
        boolean failed = reported.status() == SpanStatus.ERROR;
        int status = known ? told.asInt() : failed ? 500 : 200;
        return new Result(
                failed && status < 400 ? 500 : status,
                reported.status() == SpanStatus.CANCELLED ? "client_gone" : "reported",
                failed ? reported.details().path("error_type").asText(null) : null,
                finishReason(span, said));
    }

    private static @Nullable String finishReason(Attributes span, Conversation said) {
        JsonNode reasons = span.tree("gen_ai.response.finish_reasons");
        if (reasons != null && reasons.isArray() && !reasons.isEmpty()) {
            return reasons.get(0).asText();
        }
        String one =
                span.text("gen_ai.response.finish_reasons", "llm.finish_reason", "gen_ai.completion.0.finish_reason");
        return one == null ? said.finishReason() : one;
    }

    private static @Nullable String either(Attributes span, Attributes resource, String... names) {
        String own = span.text(names);
        return own == null ? resource.text(names) : own;
    }
}
