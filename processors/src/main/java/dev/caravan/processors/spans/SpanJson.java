package dev.caravan.processors.spans;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Spans, traces and sessions as readers get them; the names of the fields are NeMo Intake's, as far as it has them. */
final class SpanJson {

    private static final String[] DETAILS = {
        "error_type", "error_message", "input", "output", "attributes", "events", "links", "resource", "scope"
    };

    private SpanJson() {}

    static ObjectNode of(SpanRecord span) {
        ObjectNode json = Json.object();
        json.put("span_id", span.trace().spanId());
        json.put("trace_id", span.trace().traceId());
        json.put("parent_span_id", span.trace().parentSpanId());
        json.put("session_id", span.owner().session());
        json.put("user_id", span.owner().user());
        json.put("project", span.owner().project());
        json.put("workspace", span.workspace());
        json.put("source", span.source().name().toLowerCase(Locale.ROOT));
        json.put("kind", span.kind().name());
        json.put("name", span.name());
        json.put("status", span.status().word());
        times(json, span.started(), span.ended());
        json.put("provider", span.model().provider());
        json.put("model", span.model().name());
        usage(json, span.usage());
        money(json, span.cost());
        for (String detail : DETAILS) {
            if (span.details().has(detail)) {
                json.set(detail, span.details().get(detail));
            }
        }
        return json;
    }

    static ObjectNode trace(SpanGroup trace) {
        ObjectNode json = Json.object();
        json.put("id", trace.id());
        json.put("session_id", trace.sessionId());
        SpanGroup.Root root = trace.root();
        json.put("root_span_id", root == null ? null : root.spanId());
        json.put("name", root == null ? null : root.name());
        json.put("status", status(trace).word());
        figures(json, trace);
        return json;
    }

    static ObjectNode session(SpanGroup session) {
        ObjectNode json = Json.object();
        json.put("id", session.id());
        json.put("status", status(session).word());
        json.put("trace_count", session.traces());
        figures(json, session);
        return json;
    }

    /** The root knows best; without one, one failure is a failure. */
    private static SpanStatus status(SpanGroup group) {
        SpanGroup.Root root = group.root();
        if (root != null && root.status() != SpanStatus.UNKNOWN) {
            return root.status();
        }
        return group.errors() > 0 ? SpanStatus.ERROR : SpanStatus.SUCCESS;
    }

    private static void figures(ObjectNode json, SpanGroup group) {
        json.put("span_count", group.spans());
        json.put("error_count", group.errors());
        times(json, group.started(), group.ended());
        usage(json, group.usage());
        money(json, group.cost());
    }

    private static void times(ObjectNode json, Instant started, @Nullable Instant ended) {
        json.put("started_at", started.toString());
        json.put("ended_at", ended == null ? null : ended.toString());
        if (ended == null) {
            json.putNull("duration_ms");
        } else {
            Duration took = Duration.between(started, ended);
            json.put("duration_ms", took.getSeconds() * 1e3 + took.getNano() / 1e6);
        }
    }

    private static void usage(ObjectNode json, Usage usage) {
        tokens(json, "input_tokens", usage.input());
        tokens(json, "output_tokens", usage.output());
        tokens(json, "cached_tokens", usage.cacheRead());
        boolean known = usage.input() != Usage.UNKNOWN || usage.output() != Usage.UNKNOWN;
        tokens(json, "total_tokens", known ? usage.total() : Usage.UNKNOWN);
    }

    private static void tokens(ObjectNode json, String field, long tokens) {
        if (tokens == Usage.UNKNOWN) {
            json.putNull(field);
        } else {
            json.put(field, tokens);
        }
    }

    private static void money(ObjectNode json, @Nullable BigDecimal usd) {
        json.put("cost_total_usd", usd);
    }
}
