package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.wire.Json;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns Gemini's Schema, a subset of OpenAPI's, into JSON Schema: types in lower case, {@code nullable} as a type, counts as
 * numbers, properties in the order that {@code propertyOrdering} asks for. What it does not know stays as it is.
 */
final class SchemaReader {

    private static final Set<String> COUNTS =
            Set.of("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties");

    private SchemaReader() {}

    static JsonNode jsonSchema(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode json = Json.object();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = ProtoFields.camel(field.getKey());
            JsonNode value = field.getValue();
            switch (name) {
                case "type" -> putType(json, value);
                case "format" -> {
                    if (!value.asText().equals("enum")) {
                        json.set(name, value);
                    }
                }
                case "properties" -> json.set(name, properties(object, value));
                case "items" -> json.set(name, jsonSchema(value));
                case "anyOf" -> json.set(name, alternatives(value));
                case "example" -> json.putArray("examples").add(value);
                case "nullable", "propertyOrdering" -> {
                    // Taken into account below and with the properties.
                }
                default -> json.set(name, COUNTS.contains(name) ? number(value) : value);
            }
        }
        if (object.path("nullable").asBoolean(false)) {
            admitNull(json);
        }
        return json;
    }

    private static void putType(ObjectNode json, JsonNode type) {
        String word = type.asText().toLowerCase(Locale.ROOT);
        if (!word.equals("type_unspecified")) {
            json.put("type", word);
        }
    }

    private static JsonNode properties(ObjectNode schema, JsonNode properties) {
        Set<String> names = new LinkedHashSet<>();
        for (String key : new String[] {"propertyOrdering", "property_ordering"}) {
            schema.path(key).forEach(name -> names.add(name.asText()));
        }
        properties.properties().forEach(property -> names.add(property.getKey()));
        ObjectNode ordered = Json.object();
        for (String name : names) {
            if (properties.has(name)) {
                ordered.set(name, jsonSchema(properties.path(name)));
            }
        }
        return ordered;
    }

    private static JsonNode alternatives(JsonNode schemas) {
        ArrayNode alternatives = Json.array();
        schemas.forEach(schema -> alternatives.add(jsonSchema(schema)));
        return alternatives;
    }

    /** Whole numbers of 64 bits are texts in proto3's JSON. */
    private static JsonNode number(JsonNode value) {
        JsonNode number = value.isTextual() ? Json.parse(value.textValue()) : null;
        return number != null && number.isNumber() ? number : value;
    }

    private static void admitNull(ObjectNode json) {
        if (json.has("type")) {
            JsonNode type = json.path("type");
            json.putArray("type").add(type).add("null");
            if (json.get("enum") instanceof ArrayNode words) {
                json.set("enum", words.deepCopy().addNull());
            }
        } else if (json.get("anyOf") instanceof ArrayNode alternatives) {
            alternatives.addObject().put("type", "null");
        }
    }
}
