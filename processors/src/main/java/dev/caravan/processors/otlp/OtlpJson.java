package dev.caravan.processors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.otlp.OtlpSpan.Origin;
import dev.caravan.processors.otlp.OtlpSpans.BadSpan;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Locale;

/**
 * Spans in OTLP's JSON: ids in hexadecimal digits, 64-bit numbers as texts or numbers, enums as numbers or names. Fields of other
 * names are left alone.
 */
final class OtlpJson {

    private static final List<String> KINDS = List.of(
            "SPAN_KIND_UNSPECIFIED",
            "SPAN_KIND_INTERNAL",
            "SPAN_KIND_SERVER",
            "SPAN_KIND_CLIENT",
            "SPAN_KIND_PRODUCER",
            "SPAN_KIND_CONSUMER");
    private static final List<String> STATUSES = List.of("STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR");

    private OtlpJson() {}

    static OtlpSpans read(ObjectNode request) {
        OtlpSpans spans = new OtlpSpans();
        for (JsonNode resourceSpans : array(request, "resourceSpans")) {
            for (JsonNode scopeSpans : array(resourceSpans, "scopeSpans")) {
                for (JsonNode span : array(scopeSpans, "spans")) {
                    spans.add(() -> read(
                                    span,
                                    new Origin(
                                            attributes(resourceSpans.path("resource"), 0),
                                            scope(scopeSpans.path("scope"))))
                            .reported());
                }
            }
        }
        return spans;
    }

    private static OtlpSpan read(JsonNode span, Origin from) {
        if (!span.isObject()) {
            throw new BadSpan("a span is no object");
        }
        ArrayNode events = Json.array();
        for (JsonNode event : part(span, "events")) {
            ObjectNode entry = events.addObject();
            entry.put("name", event.path("name").asText(""));
            entry.put("time", OtlpSpan.time(nanos(event, "timeUnixNano")).toString());
            entry.set("attributes", attributes(event, 0));
        }
        ArrayNode links = Json.array();
        for (JsonNode link : part(span, "links")) {
            ObjectNode entry = links.addObject();
            entry.put("trace_id", id(link, "traceId"));
            entry.put("span_id", id(link, "spanId"));
            entry.set("attributes", attributes(link, 0));
        }
        return new OtlpSpan(
                id(span, "traceId"),
                id(span, "spanId"),
                id(span, "parentSpanId"),
                span.path("name").asText(""),
                number(span.path("kind"), KINDS),
                nanos(span, "startTimeUnixNano"),
                nanos(span, "endTimeUnixNano"),
                number(span.path("status").path("code"), STATUSES),
                span.path("status").path("message").asText(""),
                attributes(span, 0),
                events,
                links,
                from);
    }

    /** What is in a list that the request consists of. */
    private static JsonNode array(JsonNode parent, String field) {
        JsonNode list = parent.get(field);
        if (list == null || list.isNull()) {
            return MissingNode.getInstance();
        }
        if (!list.isArray()) {
            throw OtlpEncoding.malformed("'" + field + "' is no array.");
        }
        return list;
    }

    /** What is in a list of one span. */
    private static JsonNode part(JsonNode span, String field) {
        JsonNode list = span.path(field);
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            throw new BadSpan("'" + field + "' of a span is no array");
        }
        return list;
    }

    private static ObjectNode scope(JsonNode scope) {
        ObjectNode told = Json.object();
        for (String field : new String[] {"name", "version"}) {
            if (scope.path(field).isTextual() && !scope.path(field).textValue().isEmpty()) {
                told.put(field, scope.path(field).textValue());
            }
        }
        return told;
    }

    private static String id(JsonNode span, String field) {
        return span.path(field).asText("").toLowerCase(Locale.ROOT);
    }

    private static long nanos(JsonNode span, String field) {
        JsonNode told = span.path(field);
        if (told.isMissingNode() || told.isNull()) {
            return 0;
        }
        try {
            return Long.parseUnsignedLong(told.asText());
        } catch (NumberFormatException e) {
            throw new BadSpan("'" + field + "' is no whole number of nanoseconds");
        }
    }

    private static int number(JsonNode told, List<String> names) {
        return told.isTextual() ? Math.max(0, names.indexOf(told.textValue())) : told.asInt(0);
    }

    private static ObjectNode attributes(JsonNode parent, int depth) {
        return values(part(parent, "attributes"), depth);
    }

    private static ObjectNode values(JsonNode list, int depth) {
        ObjectNode told = Json.object();
        for (JsonNode attribute : list) {
            String key = attribute.path("key").asText("");
            if (!key.isEmpty()) {
                told.set(key, value(attribute.path("value"), depth));
            }
        }
        return told;
    }

    private static JsonNode value(JsonNode value, int depth) {
        if (depth > OtlpProtobuf.DEEPEST) {
            throw new BadSpan("the attributes of a span are nested too deeply");
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value.has("stringValue")) {
            return json.textNode(value.get("stringValue").asText());
        } else if (value.has("boolValue")) {
            return json.booleanNode(value.get("boolValue").asBoolean());
        } else if (value.has("intValue")) {
            return whole(value.get("intValue"));
        } else if (value.has("doubleValue")) {
            JsonNode number = value.get("doubleValue");
            return number.isNumber() ? number : json.textNode(number.asText());
        } else if (value.has("bytesValue")) {
            return json.textNode(value.get("bytesValue").asText());
        } else if (value.has("arrayValue")) {
            ArrayNode array = json.arrayNode();
            part(value.get("arrayValue"), "values").forEach(entry -> array.add(value(entry, depth + 1)));
            return array;
        } else if (value.has("kvlistValue")) {
            return values(part(value.get("kvlistValue"), "values"), depth + 1);
        }
        return json.nullNode();
    }

    private static JsonNode whole(JsonNode told) {
        try {
            return JsonNodeFactory.instance.numberNode(Long.parseLong(told.asText()));
        } catch (NumberFormatException e) {
            throw new BadSpan("an attribute's intValue is no whole number");
        }
    }
}
