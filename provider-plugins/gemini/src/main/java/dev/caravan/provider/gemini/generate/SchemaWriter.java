package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON Schema into Gemini's Schema where nothing is lost by it. What goes beyond the subset has to go into the fields
 * that take JSON Schema itself ({@code parametersJsonSchema}, {@code responseJsonSchema}); the older fields are used where
 * they can be, since every model, API version and server that speaks Gemini's API knows them.
 *
 * <p>The subset is drawn narrower than the reference: also out are schemas that the API is known to refuse, such as objects
 * without properties, arrays without items, and formats of texts.
 */
final class SchemaWriter {

    private static final Map<String, Set<String>> FORMATS = Map.of(
            "string", Set.of("date-time"), "integer", Set.of("int32", "int64"), "number", Set.of("float", "double"));

    private SchemaWriter() {}

    /** The schema in Gemini's form, or null when it goes beyond the subset. */
    static @Nullable ObjectNode subset(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return null;
        }
        String type = type(object.path("type"));
        if (type == null || !hasWhatTheTypeNeeds(type, object)) {
            return null;
        }
        boolean nullable = object.path("type").isArray();
        ObjectNode written = Json.object();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            JsonNode kept =
                    switch (field.getKey()) {
                        case "type" -> Json.object().textNode(type.toUpperCase(Locale.ROOT));
                        case "title", "description" -> value.isTextual() ? value : null;
                        case "format" -> FORMATS.getOrDefault(type, Set.of()).contains(value.asText()) ? value : null;
                        case "enum" -> words(type, value, nullable);
                        case "items" -> subset(value);
                        case "properties" -> properties(value);
                        case "required" -> isAmong(value, object.path("properties")) ? value : null;
                        case "minItems", "maxItems", "minLength", "maxLength" ->
                            value.isIntegralNumber() ? value : null;
                        case "minimum", "maximum" -> value.isNumber() ? value : null;
                        case "pattern" -> value.isTextual() ? value : null;
                        default -> null;
                    };
            if (kept == null) {
                return null;
            }
            written.set(field.getKey(), kept);
        }
        return nullable ? written.put("nullable", true) : written;
    }

    /** The one type besides null, or null when there is not exactly one. */
    private static @Nullable String type(JsonNode type) {
        if (type.isTextual()) {
            return type.textValue().equals("null") ? null : type.textValue();
        }
        boolean nullable = type.size() == 2 && type.path(1).asText().equals("null");
        return nullable && type.path(0).isTextual() ? type(type.path(0)) : null;
    }

    private static boolean hasWhatTheTypeNeeds(String type, ObjectNode schema) {
        return switch (type) {
            case "object" ->
                schema.path("properties").isObject()
                        && !schema.path("properties").isEmpty();
            case "array" -> schema.path("items").isObject();
            case "string", "integer", "number", "boolean" -> true;
            default -> false;
        };
    }

    private static @Nullable JsonNode words(String type, JsonNode values, boolean nullable) {
        if (!type.equals("string") || !values.isArray()) {
            return null;
        }
        ArrayNode words = Json.array();
        int last = values.size() - 1;
        for (int i = 0; i <= last; i++) {
            JsonNode value = values.path(i);
            boolean ending = nullable && i == last;
            if (ending != value.isNull() || !ending && !value.isTextual()) {
                return null;
            }
            if (!ending) {
                words.add(value);
            }
        }
        return words.isEmpty() ? null : words;
    }

    private static @Nullable JsonNode properties(JsonNode properties) {
        ObjectNode written = Json.object();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            ObjectNode schema = subset(property.getValue());
            if (schema == null) {
                return null;
            }
            written.set(property.getKey(), schema);
        }
        return written;
    }

    private static boolean isAmong(JsonNode names, JsonNode properties) {
        for (JsonNode name : names) {
            if (!properties.has(name.asText())) {
                return false;
            }
        }
        return names.isArray();
    }
}
