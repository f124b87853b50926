package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a small document that satisfies a JSON Schema: required properties only, the first of an enum, the first branch of a
 * choice, one item in an array. A string is the given text, cut or lengthened to fit; a number is 1, or the nearest allowed
 * one; a boolean is true. Used once. Not satisfied, since it may have no answer that is easily found: {@code pattern},
 * {@code not}, {@code uniqueItems}, {@code minProperties}, {@code if}.
 */
final class SchemaExample {

    // OpenAI allows 5000 properties in a schema; a schema that refers to itself in many places could name more without
    // end.
    private static final int MOST_VALUES = 5_000;
    private static final int MOST_CHARACTERS = 100_000;

    private static final Map<String, String> FORMATS = Map.ofEntries(
            Map.entry("date-time", "2025-01-01T00:00:00Z"),
            Map.entry("date", "2025-01-01"),
            Map.entry("time", "00:00:00Z"),
            Map.entry("duration", "PT1S"),
            Map.entry("email", "echo@example.com"),
            Map.entry("idn-email", "echo@example.com"),
            Map.entry("hostname", "example.com"),
            Map.entry("ipv4", "192.0.2.1"),
            Map.entry("ipv6", "2001:db8::1"),
            Map.entry("uri", "https://example.com/"),
            Map.entry("uri-reference", "https://example.com/"),
            Map.entry("uuid", "00000000-0000-4000-8000-000000000000"));

    private final JsonNode root;
    private final String text;
    private final String param;
    private final Set<String> openRefs = new HashSet<>(Set.of("#"));
    private int values;
    private int characters;

    private SchemaExample(JsonNode root, String text, String param) {
        this.root = root;
        this.text = text;
        this.param = param;
    }

    /**
     * @param schema the schema; internal references start at its root
     * @param text what strings say; not empty
     * @param param the request's field that holds the schema, for errors
     * @throws GatewayError 400 when the document would be too large
     */
    static JsonNode of(JsonNode schema, String text, String param) {
        return new SchemaExample(schema, text, param).value(schema);
    }

    private JsonNode value(JsonNode schema) {
        if (++values > MOST_VALUES) {
            throw tooLarge();
        }
        if (schema.hasNonNull("$ref")) {
            return referred(schema.get("$ref").asText());
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").size() > 0) {
            return schema.get("enum").get(0);
        }
        for (String choice : new String[] {"anyOf", "oneOf"}) {
            if (schema.path(choice).size() > 0) {
                return withOwnProperties(schema, value(branch(schema.get(choice))));
            }
        }
        if (schema.path("allOf").size() > 0) {
            return all(schema);
        }
        return typed(schema);
    }

    private JsonNode typed(JsonNode schema) {
        return switch (type(schema)) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "integer" -> number(schema, true);
            case "number" -> number(schema, false);
            case "boolean" -> Json.nodes().booleanNode(true);
            case "null" -> Json.nodes().nullNode();
            default -> string(schema);
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (!one.asText().equals("null")) {
                    return one.asText();
                }
            }
            return "null";
        }
        if (type.isTextual()) {
            return type.asText();
        }
        if (schema.has("properties") || schema.has("required")) {
            return "object";
        }
        if (schema.has("items") || schema.has("prefixItems") || schema.has("minItems")) {
            return "array";
        }
        return schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf") ? "number" : "string";
    }

    private JsonNode referred(String ref) {
        if (!openRefs.add(ref)) {
            return Json.nodes().nullNode();
        }
        try {
            JsonNode target =
                    ref.startsWith("#") ? root.at(pointer(ref)) : Json.nodes().missingNode();
            return value(target);
        } finally {
            openRefs.remove(ref);
        }
    }

    private static String pointer(String ref) {
        String pointer = ref.substring(1);
        return pointer.isEmpty() || pointer.startsWith("/") ? pointer : "/$defs/" + pointer;
    }

    /** The first branch that does not lead back to where we are, and is not just null. */
    private JsonNode branch(JsonNode branches) {
        for (JsonNode branch : branches) {
            if (!leadsBack(branch) && !branch.path("type").asText().equals("null")) {
                return branch;
            }
        }
        for (JsonNode branch : branches) {
            if (!leadsBack(branch)) {
                return branch;
            }
        }
        return branches.get(0);
    }

    private boolean leadsBack(JsonNode schema) {
        return openRefs.contains(schema.path("$ref").asText());
    }

    private JsonNode all(JsonNode schema) {
        JsonNode together = Json.nodes().missingNode();
        for (JsonNode part : schema.get("allOf")) {
            JsonNode value = value(part);
            if (together instanceof ObjectNode object && value instanceof ObjectNode more) {
                object.setAll(more);
            } else {
                together = value;
            }
        }
        return withOwnProperties(schema, together);
    }

    /** A schema may name properties beside its {@code anyOf} or {@code allOf}. */
    private JsonNode withOwnProperties(JsonNode schema, JsonNode value) {
        if (value instanceof ObjectNode object && schema.has("required")) {
            object.setAll(object(schema));
        }
        return value;
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = Json.object();
        for (JsonNode name : schema.path("required")) {
            object.set(name.asText(), value(schema.path("properties").path(name.asText())));
        }
        return object;
    }

    private ArrayNode array(JsonNode schema) {
        ArrayNode array = Json.nodes().arrayNode();
        JsonNode prefix = schema.path("prefixItems");
        JsonNode items = schema.path("items");
        int fewest = schema.path("minItems").asInt(0);
        int wanted = Math.max(fewest, leadsBack(items) ? 0 : 1);
        int most = schema.path("maxItems").asInt(Integer.MAX_VALUE);
        for (int i = 0; i < Math.min(Math.max(wanted, prefix.size()), most); i++) {
            array.add(value(i < prefix.size() ? prefix.get(i) : items));
        }
        return array;
    }

    private static JsonNode number(JsonNode schema, boolean whole) {
        Range range = Range.of(schema);
        BigDecimal step =
                limit(schema, "multipleOf").filter(by -> by.signum() > 0).orElse(BigDecimal.ONE);
        BigDecimal number = whole || schema.has("multipleOf") ? range.multipleOf(step) : range.nearOne();
        boolean fitsLong = number.stripTrailingZeros().scale() <= 0 && number.precision() - number.scale() < 19;
        return fitsLong
                ? Json.nodes().numberNode(number.longValue())
                : Json.nodes().numberNode(number);
    }

    private static Optional<BigDecimal> limit(JsonNode schema, String name) {
        JsonNode value = schema.path(name);
        return value.isNumber() && Double.isFinite(value.doubleValue())
                ? Optional.of(value.decimalValue())
                : Optional.empty();
    }

    /** The numbers between two bounds, each of which may be open or missing. */
    private record Range(Optional<BigDecimal> low, boolean lowOpen, Optional<BigDecimal> high, boolean highOpen) {

        static Range of(JsonNode schema) {
            Optional<BigDecimal> above = limit(schema, "exclusiveMinimum");
            Optional<BigDecimal> below = limit(schema, "exclusiveMaximum");
            return new Range(
                    above.or(() -> limit(schema, "minimum")),
                    above.isPresent(),
                    below.or(() -> limit(schema, "maximum")),
                    below.isPresent());
        }

        BigDecimal multipleOf(BigDecimal step) {
            BigDecimal one = rounded(BigDecimal.ONE, step, RoundingMode.CEILING);
            if (tooLow(one)) {
                BigDecimal up = rounded(low.orElseThrow(), step, RoundingMode.CEILING);
                return tooLow(up) ? up.add(step) : up;
            }
            if (tooHigh(one)) {
                BigDecimal down = rounded(high.orElseThrow(), step, RoundingMode.FLOOR);
                return tooHigh(down) ? down.subtract(step) : down;
            }
            return one;
        }

        BigDecimal nearOne() {
            if (!tooLow(BigDecimal.ONE) && !tooHigh(BigDecimal.ONE)) {
                return BigDecimal.ONE;
            }
            if (low.isPresent() && high.isPresent()) {
                return low.get().add(high.get()).divide(BigDecimal.valueOf(2));
            }
            return low.map(bound -> bound.add(BigDecimal.ONE))
                    .or(() -> high.map(bound -> bound.subtract(BigDecimal.ONE)))
                    .orElse(BigDecimal.ONE);
        }

        private boolean tooLow(BigDecimal number) {
            return low.isPresent() && number.compareTo(low.get()) < (lowOpen ? 1 : 0);
        }

        private boolean tooHigh(BigDecimal number) {
            return high.isPresent() && number.compareTo(high.get()) > (highOpen ? -1 : 0);
        }

        private static BigDecimal rounded(BigDecimal number, BigDecimal step, RoundingMode mode) {
            return number.divide(step, 0, mode).multiply(step);
        }
    }

    private JsonNode string(JsonNode schema) {
        String format = FORMATS.get(schema.path("format").asText());
        if (format != null) {
            return string(format);
        }
        int fewest = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (fewest > MOST_CHARACTERS) {
            throw tooLarge();
        }
        // JSON Schema counts code points.
        int length = text.codePointCount(0, text.length());
        if (length > most) {
            return string(text.substring(0, text.offsetByCodePoints(0, Math.max(most, 0))));
        }
        return string(length < fewest ? text + ".".repeat(fewest - length) : text);
    }

    private JsonNode string(String value) {
        characters += value.length();
        if (characters > MOST_CHARACTERS) {
            throw tooLarge();
        }
        return Json.nodes().textNode(value);
    }

    private GatewayError tooLarge() {
        return GatewayError.badRequest("invalid_value", "The schema asks for a document that is too large.")
                .withParam(param);
    }
}
