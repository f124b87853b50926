package dev.caravan.processors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.genai.ReportedSpan;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.otlp.OtlpSpans.BadSpan;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanStatus;
import dev.caravan.spi.wire.Json;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A span as both encodings have it.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param parentSpanId 16 hexadecimal digits; empty for none
 * @param kind OpenTelemetry's number of its kind
 * @param start nanoseconds of the epoch, unsigned
 * @param end the same; 0 for none
 * @param status OpenTelemetry's number of its status
 * @param statusMessage what the status says; may be empty
 * @param events as {@code {"name","time","attributes"}}
 * @param links as {@code {"trace_id","span_id","attributes"}}
 * @param from whose it is
 */
record OtlpSpan(
        String traceId,
        String spanId,
        String parentSpanId,
        String name,
        int kind,
        long start,
        long end,
        int status,
        String statusMessage,
        ObjectNode attributes,
        ArrayNode events,
        ArrayNode links,
        Origin from) {

    private static final long SECOND = 1_000_000_000;
    private static final int STATUS_ERROR = 2;
    private static final String[] KINDS = {"", "internal", "server", "client", "producer", "consumer"};

    /** The resource and the instrumentation scope that spans share. */
    record Origin(ObjectNode resource, ObjectNode scope) {}

    /** @throws BadSpan when its ids are none */
    ReportedSpan reported() {
        if (!isId(traceId, 32)) {
            throw new BadSpan("a trace id is not of 16 bytes, or is zero");
        }
        if (!isId(spanId, 16)) {
            throw new BadSpan("a span id is not of 8 bytes, or is zero");
        }
        if (!parentSpanId.isEmpty() && !isId(parentSpanId, 16)) {
            throw new BadSpan("a parent span id is not of 8 bytes, or is zero");
        }
        if (start == 0) {
            throw new BadSpan("a span has no start time");
        }
        return new ReportedSpan(
                Source.OTLP,
                new Trace(traceId, spanId, parentSpanId.isEmpty() ? null : parentSpanId),
                name,
                SpanKind.UNKNOWN,
                spanStatus(),
                time(start),
                end == 0 ? null : time(end),
                null,
                details());
    }

    /** Most exporters leave the status of what went well unset. */
    private SpanStatus spanStatus() {
        return status == STATUS_ERROR ? SpanStatus.ERROR : SpanStatus.SUCCESS;
    }

    private ObjectNode details() {
        ObjectNode details = Json.object();
        String errorMessage = statusMessage.isEmpty() ? thrown("exception.message") : statusMessage;
        if (errorMessage != null) {
            details.put("error_message", errorMessage);
        }
        String errorType =
                attributes.has("error.type") ? attributes.get("error.type").asText() : thrown("exception.type");
        if (errorType != null) {
            details.put("error_type", errorType);
        }
        if (kind > 0 && kind < KINDS.length) {
            attributes.put("otel.span.kind", KINDS[kind]);
        }
        details.set("attributes", attributes);
        put(details, "events", events);
        put(details, "links", links);
        put(details, "resource", from.resource());
        put(details, "scope", from.scope());
        return details;
    }

    /** What the exception says that ended the span. */
    private @Nullable String thrown(String attribute) {
        if (status != STATUS_ERROR) {
            return null;
        }
        for (JsonNode event : events) {
            if (event.path("name").asText().equals("exception")) {
                return event.path("attributes").path(attribute).asText(null);
            }
        }
        return null;
    }

    private static void put(ObjectNode details, String name, JsonNode value) {
        if (!value.isEmpty()) {
            details.set(name, value);
        }
    }

    static Instant time(long nanos) {
        return Instant.ofEpochSecond(Long.divideUnsigned(nanos, SECOND), Long.remainderUnsigned(nanos, SECOND));
    }

    private static boolean isId(String id, int length) {
        if (id.length() != length) {
            return false;
        }
        boolean zero = true;
        for (int i = 0; i < length; i++) {
            char c = id.charAt(i);
            if (Character.digit(c, 16) < 0 || c > 'f') {
                return false;
            }
            zero &= c == '0';
        }
        return !zero && id.equals(id.toLowerCase(Locale.ROOT));
    }
}
