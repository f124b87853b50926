package dev.caravan.processors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.caravan.processors.otlp.OtlpSpan.Origin;
import dev.caravan.processors.otlp.OtlpSpans.BadSpan;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBufUtil;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;

/** Spans in protobuf. */
final class OtlpProtobuf {

    /** Deeper attributes are nobody's. */
    static final int DEEPEST = 32;

    private OtlpProtobuf() {}

    static OtlpSpans read(ExportTraceServiceRequest request) {
        OtlpSpans spans = new OtlpSpans();
        for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
            for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
                for (Span span : scopeSpans.getSpansList()) {
                    spans.add(() -> read(
                                    span,
                                    new Origin(
                                            attributes(
                                                    resourceSpans.getResource().getAttributesList()),
                                            scope(scopeSpans.getScope())))
                            .reported());
                }
            }
        }
        return spans;
    }

    private static OtlpSpan read(Span span, Origin from) {
        ArrayNode events = Json.array();
        for (Span.Event event : span.getEventsList()) {
            ObjectNode entry = events.addObject();
            entry.put("name", event.getName());
            entry.put("time", OtlpSpan.time(event.getTimeUnixNano()).toString());
            entry.set("attributes", attributes(event.getAttributesList()));
        }
        ArrayNode links = Json.array();
        for (Span.Link link : span.getLinksList()) {
            ObjectNode entry = links.addObject();
            entry.put("trace_id", hex(link.getTraceId()));
            entry.put("span_id", hex(link.getSpanId()));
            entry.set("attributes", attributes(link.getAttributesList()));
        }
        return new OtlpSpan(
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                span.getName(),
                span.getKindValue(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                span.getStatus().getCodeValue(),
                span.getStatus().getMessage(),
                attributes(span.getAttributesList()),
                events,
                links,
                from);
    }

    private static ObjectNode scope(InstrumentationScope scope) {
        ObjectNode told = Json.object();
        if (!scope.getName().isEmpty()) {
            told.put("name", scope.getName());
        }
        if (!scope.getVersion().isEmpty()) {
            told.put("version", scope.getVersion());
        }
        return told;
    }

    private static String hex(ByteString id) {
        return ByteBufUtil.hexDump(id.toByteArray());
    }

    private static ObjectNode attributes(List<KeyValue> attributes) {
        return attributes(attributes, 0);
    }

    private static ObjectNode attributes(List<KeyValue> attributes, int depth) {
        ObjectNode told = Json.object();
        attributes.forEach(attribute -> told.set(attribute.getKey(), value(attribute.getValue(), depth)));
        return told;
    }

    private static JsonNode value(AnyValue value, int depth) {
        if (depth > DEEPEST) {
            throw new BadSpan("the attributes of a span are nested too deeply");
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value.getValueCase()) {
            case STRING_VALUE -> json.textNode(value.getStringValue());
            case BOOL_VALUE -> json.booleanNode(value.getBoolValue());
            case INT_VALUE -> json.numberNode(value.getIntValue());
            case DOUBLE_VALUE -> json.numberNode(value.getDoubleValue());
            case BYTES_VALUE -> json.binaryNode(value.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                ArrayNode array = json.arrayNode();
                value.getArrayValue().getValuesList().forEach(entry -> array.add(value(entry, depth + 1)));
                yield array;
            }
            case KVLIST_VALUE -> attributes(value.getKvlistValue().getValuesList(), depth + 1);
            default -> json.nullNode();
        };
    }
}
