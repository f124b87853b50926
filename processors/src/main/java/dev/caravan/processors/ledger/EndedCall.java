package dev.caravan.processors.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.processors.agents.AgentCall;
import dev.caravan.processors.agents.AgentUse;
import dev.caravan.processors.agents.ToolRun;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.TraceContext;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.processors.extraction.Extracted;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.forms.FormBody;
import dev.caravan.processors.guardrails.GuardrailResult;
import dev.caravan.processors.ledger.ExchangeRecord.Asked;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Result;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.HttpHeaders;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call when it ends: taken on its event loop, made into a record elsewhere. Immutable.
 *
 * @param id the request id
 * @param user the end user whom the header or the body names, or null
 * @param bodies the bytes of both sides, in heap buffers; null where they are not kept
 * @param events whether the answer is a stream of events
 * @param agent the agent that was called, and what it did, or null
 * @param tier how urgently the provider has served it, as was heard while it did; null where it was not
 * @param guardrails what guardrails found
 * @param attempts the targets that were tried, or null when the first one answered
 */
record EndedCall(
        String id,
        Instant started,
        Ending ending,
        Bodies bodies,
        boolean events,
        @Nullable Principal caller,
        @Nullable String user,
        @Nullable String session,
        TraceContext trace,
        String method,
        String path,
        String route,
        @Nullable EndpointCall endpoint,
        @Nullable AgentUse agent,
        @Nullable Target target,
        @Nullable String model,
        boolean stream,
        Usage usage,
        boolean isEstimated,
        @Nullable BigDecimal cost,
        @Nullable String tier,
        List<GuardrailResult> guardrails,
        @Nullable String attempts) {

    private static final String CHAT = "/v1/chat/completions";

    /**
     * How it ended.
     *
     * @param firstNanos from the request to the answer's first piece, 0 without one
     */
    record Ending(
            int status,
            String outcome,
            @Nullable String errorCode,
            long durationNanos,
            long firstNanos,
            long overheadNanos) {}

    static EndedCall of(
            Call call, Instant started, Ending ending, @Nullable String attempts, Bodies bodies, boolean events) {
        HttpHeaders headers = call.request().headers();
        String user = headers.get("x-ingate-user-id");
        EndpointCall endpoint = call.endpoint();
        AgentCall agent = call.agent();
        String session = headers.get("x-ingate-session-id");
        if (session == null && endpoint != null && endpoint.session() != null) {
            session = endpoint.session().key().id();
        }
        return new EndedCall(
                call.id(),
                started,
                ending,
                bodies,
                events,
                call.principal(),
                user == null ? named(call) : user,
                session,
                call.trace(),
                call.request().method(),
                call.request().path(),
                call.route(),
                endpoint,
                agent == null ? null : agent.use(),
                call.target(),
                call.model(),
                call.stream(),
                call.spending().usage(),
                call.spending().isEstimated(),
                call.spending().cost(),
                call.spending().tier(),
                call.isGuarded() ? call.guardrails().results() : List.of(),
                attempts);
    }

    /** The end user whom the body names. */
    private static @Nullable String named(Call call) {
        JsonBody json = call.json();
        FormBody form = call.form();
        return json != null ? json.user() : form == null ? null : form.field("user");
    }

    /** Reads the bodies, which takes its time. */
    ExchangeRecord toRecord(Extractor extractor, ReportedCosts costs) {
        JsonNode asked = json(bodies.request());
        JsonNode answered = events ? text(bodies.response()) : json(bodies.response());
        Extracted found = asked == null && answered == null
                ? null
                : extractor
                        .extract(endpoint == null ? path : CHAT, asked, answered)
                        .orElse(null);
        Naming naming = naming(found);
        return new ExchangeRecord(
                id,
                Source.PROXY,
                owner(),
                new Trace(trace.traceId(), trace.spanId(), trace.parentSpanId()),
                new Timing(
                        started,
                        Duration.ofNanos(ending.durationNanos()),
                        ending.firstNanos() == 0 ? null : Duration.ofNanos(ending.firstNanos()),
                        Duration.ofNanos(ending.overheadNanos())),
                new Asked(
                        method,
                        path,
                        target == null ? null : target.provider().name(),
                        naming.model(),
                        naming.served(),
                        stream || naming.isStream()),
                new Result(
                        ending.status(),
                        ending.outcome(),
                        ending.errorCode(),
                        found == null ? null : found.finishReason()),
                content(found, answered),
                usage,
                isEstimated,
                cost(found, naming, costs),
                bodies);
    }

    /**
     * How the models of a call are named.
     *
     * @param isStream whether an answer that passed through unread is a stream
     */
    private record Naming(@Nullable String model, @Nullable String served, boolean isStream) {}

    /** The models of what passed through unread are those that the bodies name. */
    private Naming naming(@Nullable Extracted found) {
        if (target == null) {
            return new Naming(model, null, false);
        }
        boolean isUnread = model == null && target.model() == null && found != null;
        return isUnread
                ? new Naming(found.model(), found.servedModel(), events)
                : new Naming(model == null ? target.model() : model, target.model(), false);
    }

    private Cost cost(@Nullable Extracted found, Naming naming, ReportedCosts costs) {
        BigDecimal usd = cost;
        if (usd == null && found != null && target != null && target.model() == null) {
            String served = tier == null ? found.content().metadata().get("service_tier") : tier;
            usd = costs.of(target.provider().name(), naming.served(), naming.model(), usage, ServiceTier.named(served))
                    .orElse(null);
        }
        return usd == null ? Cost.UNKNOWN : new Cost(usd, null, null, Map.of());
    }

    private Owner owner() {
        return new Owner(
                caller == null ? null : caller.project(), caller == null ? null : caller.name(), user, session);
    }

    private Content content(@Nullable Extracted found, @Nullable JsonNode answered) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("route", route);
        if (endpoint != null) {
            metadata.put("endpoint", endpoint.name());
        }
        if (agent != null) {
            metadata.put("agent", agent.name());
            metadata.put("turns", Integer.toString(agent.turns()));
            if (!agent.tools().isEmpty()) {
                metadata.put("tools", Json.text(toolRuns(agent)));
            }
        }
        if (attempts != null) {
            metadata.put("attempts", attempts);
        }
        if (!guardrails.isEmpty()) {
            metadata.put("guardrails", Json.text(guardrailResults()));
        }
        if (found != null) {
            metadata.putAll(found.content().metadata());
        }
        String completion = found == null ? null : found.content().completion();
        if (completion == null && answered != null && endpoint != null) {
            // An endpoint's own shape, which no dialect knows.
            completion = answered.path("content").textValue();
        }
        return new Content(
                found == null ? null : found.content().prompt(),
                completion,
                found == null ? null : found.content().toolCalls(),
                metadata);
    }

    private static ArrayNode toolRuns(AgentUse agent) {
        ArrayNode runs = Json.array();
        for (ToolRun run : agent.tools()) {
            runs.addObject().put("tool", run.tool()).put("ms", run.millis()).put("ok", run.ok());
        }
        return runs;
    }

    private ArrayNode guardrailResults() {
        ArrayNode results = Json.array();
        for (GuardrailResult result : guardrails) {
            ObjectNode entry = results.addObject();
            entry.put("guardrail", result.guardrail());
            entry.put("side", result.side().name().toLowerCase(Locale.ROOT));
            entry.put("outcome", result.outcome().word());
            if (!result.labels().isEmpty()) {
                ObjectNode labels = entry.putObject("labels");
                result.labels().forEach(labels::put);
            }
        }
        return results;
    }

    private static @Nullable JsonNode json(@Nullable ByteBuffer body) {
        return body == null ? null : Json.parse(body.array(), body.arrayOffset() + body.position(), body.remaining());
    }

    private static @Nullable JsonNode text(@Nullable ByteBuffer body) {
        return body == null
                ? null
                : TextNode.valueOf(
                        StandardCharsets.UTF_8.decode(body.duplicate()).toString());
    }
}
