package dev.caravan.spi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object field by field and remembers which were read, so that what a codec does not know can be reported. A
 * value of the wrong type is an error that names the field's path. A null counts as absent. Used on one thread.
 *
 * <p>For a client's request the errors are 400; for a provider's answer, see {@link #ofAnswer}, 502.
 */
public final class Fields {

    private final ObjectNode object;
    private final String path;
    private final int status;
    private final Set<String> read = new HashSet<>();

    private Fields(ObjectNode object, String path, int status) {
        this.object = object;
        this.path = path;
        this.status = status;
    }

    /** The fields of a client's request. */
    public static Fields of(ObjectNode request) {
        return new Fields(request, "", 400);
    }

    /**
     * The fields of a provider's answer.
     *
     * @throws GatewayError 502 when it is no object
     */
    public static Fields ofAnswer(JsonNode answer) {
        if (answer instanceof ObjectNode object) {
            return new Fields(object, "", 502);
        }
        throw wrong(502, "", "an object", answer);
    }

    /** The object itself. */
    public ObjectNode json() {
        return object;
    }

    /** Where the object stands, {@code messages[0].content[1]}; empty for the whole. */
    public String path() {
        return path;
    }

    /** The path of a field of this object. */
    public String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    /** The value as it is, or null when it is absent or null. */
    public @Nullable JsonNode any(String field) {
        read.add(field);
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }

    /** Whether the field is there and not null; does not count as reading it. */
    public boolean has(String field) {
        return object.hasNonNull(field);
    }

    /** Notes that fields were seen and need not be carried over. */
    public void ignore(String... fields) {
        read.addAll(List.of(fields));
    }

    public @Nullable String text(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw wrong(field, "a string", value);
        }
        return value.textValue();
    }

    public String requiredText(String field) {
        String text = text(field);
        if (text == null) {
            throw missing(field);
        }
        return text;
    }

    public @Nullable Boolean flag(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw wrong(field, "a boolean", value);
        }
        return value.booleanValue();
    }

    /** Whether the field is true; absent is false. */
    public boolean isTrue(String field) {
        return Boolean.TRUE.equals(flag(field));
    }

    public @Nullable Integer integer(String field) {
        Long value = wholeNumber(field);
        if (value == null) {
            return null;
        }
        if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
            throw error(field, "invalid_value", "Invalid value for '%s': the number is too large.");
        }
        return value.intValue();
    }

    public @Nullable Long wholeNumber(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        boolean whole = value.isNumber()
                && (value.isIntegralNumber()
                        || value.decimalValue().stripTrailingZeros().scale() <= 0);
        if (!whole || !value.canConvertToLong()) {
            throw wrong(field, "an integer", value);
        }
        return value.longValue();
    }

    /** The number, or {@code otherwise} when it is absent. */
    public long wholeNumber(String field, long otherwise) {
        Long value = wholeNumber(field);
        return value == null ? otherwise : value;
    }

    public @Nullable Double number(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrong(field, "a number", value);
        }
        return value.doubleValue();
    }

    /** The fields of a nested object, or null when it is absent. */
    public @Nullable Fields object(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        if (value instanceof ObjectNode nested) {
            return new Fields(nested, path(field), status);
        }
        throw wrong(field, "an object", value);
    }

    public Fields requiredObject(String field) {
        Fields nested = object(field);
        if (nested == null) {
            throw missing(field);
        }
        return nested;
    }

    /** The items of an array of objects; empty when it is absent. */
    public List<Fields> objects(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ArrayNode array)) {
            throw wrong(field, "an array", value);
        }
        List<Fields> items = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            String itemPath = path(field) + "[" + items.size() + "]";
            if (!(item instanceof ObjectNode nested)) {
                throw wrong(status, itemPath, "an object", item);
            }
            items.add(new Fields(nested, itemPath, status));
        }
        return items;
    }

    /** The items of an array of strings; empty when it is absent. */
    public List<String> texts(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ArrayNode array)) {
            throw wrong(field, "an array of strings", value);
        }
        List<String> items = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            if (!item.isTextual()) {
                throw wrong(status, path(field) + "[" + items.size() + "]", "a string", item);
            }
            items.add(item.textValue());
        }
        return items;
    }

    /** The names of the fields that were not read and are not null, in their order. */
    public List<String> unread() {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!read.contains(field.getKey()) && !field.getValue().isNull()) {
                names.add(field.getKey());
            }
        }
        return names;
    }

    /**
     * Reports every field that was not read.
     *
     * @param prefix what stands before the name, {@code messages.content.}; empty at the top
     */
    public void reportUnread(String prefix, Losses losses) {
        for (String name : unread()) {
            losses.add(prefix + name);
        }
    }

    /** The error of a field that has to be there. */
    public GatewayError missing(String field) {
        return error(field, "missing_required_parameter", "Missing required parameter: '%s'.");
    }

    /** The error of a value that is of the right type and still cannot be. {@code problem} completes "Invalid value for 'x': …". */
    public GatewayError invalid(String field, String problem) {
        return error(field, "invalid_value", "Invalid value for '%s': " + problem.replace("%", "%%") + ".");
    }

    /** The error of a value of the wrong type. */
    public GatewayError wrong(String field, String expected, JsonNode found) {
        return wrong(status, path(field), expected, found);
    }

    private GatewayError error(String field, String code, String message) {
        return located(status, path(field), code, String.format(Locale.ROOT, message, path(field)));
    }

    private static GatewayError wrong(int status, String path, String expected, JsonNode found) {
        return located(
                status,
                path,
                "invalid_type",
                String.format(
                        Locale.ROOT,
                        "Invalid type for '%s': expected %s, but got %s instead.",
                        path.isEmpty() ? "body" : path,
                        expected,
                        nounOf(found)));
    }

    private static GatewayError located(int status, String path, String code, String message) {
        return status == 502
                ? GatewayError.of(502, "invalid_upstream_answer", "The provider's answer cannot be read: %s", message)
                : GatewayError.of(status, code, "%s", message).withParam(path);
    }

    private static String nounOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal number";
            case BOOLEAN -> "a boolean";
            default -> "null";
        };
    }
}
