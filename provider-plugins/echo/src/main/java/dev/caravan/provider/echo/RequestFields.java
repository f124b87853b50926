package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.caravan.spi.GatewayError;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object within a request's JSON, read field by field with the type that is expected. A field that is {@code null} counts
 * as absent. Every getter throws a {@link GatewayError} of status 400 that names the field, worded as OpenAI does.
 *
 * @param path where the object is in the request ({@code messages[0]}), empty for the whole
 */
record RequestFields(JsonNode object, String path) {

    static RequestFields of(@Nullable ByteBuffer body) {
        if (body == null || !body.hasRemaining()) {
            throw GatewayError.badRequest("invalid_json", "The request has no body; a JSON object is expected.");
        }
        try {
            JsonNode document = Json.parse(body);
            if (document.isObject()) {
                return new RequestFields(document, "");
            }
        } catch (IOException e) {
            // told below, together with JSON that is no object
        }
        throw GatewayError.badRequest("invalid_json", "The body of the request is not a JSON object.");
    }

    /** The field's value, whatever its type. */
    Optional<JsonNode> any(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    Optional<String> text(String name) {
        return any(name).map(value -> {
            if (!value.isTextual()) {
                throw wrongType(name, "a string", value);
            }
            return value.textValue();
        });
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    Optional<Boolean> flag(String name) {
        return any(name).map(value -> {
            if (!value.isBoolean()) {
                throw wrongType(name, "a boolean", value);
            }
            return value.booleanValue();
        });
    }

    Optional<Integer> integer(String name, int min, int max) {
        return any(name).map(value -> {
            if (!value.isIntegralNumber()) {
                throw wrongType(name, "an integer", value);
            }
            BigInteger number = value.bigIntegerValue();
            if (number.compareTo(BigInteger.valueOf(min)) < 0) {
                throw error(
                        "integer_below_min_value",
                        name,
                        "Invalid '%s': integer below minimum value. Expected a value >= %d, but got %d instead.",
                        pathOf(name),
                        min,
                        number);
            }
            if (number.compareTo(BigInteger.valueOf(max)) > 0) {
                throw error(
                        "integer_above_max_value",
                        name,
                        "Invalid '%s': integer above maximum value. Expected a value <= %d, but got %d instead.",
                        pathOf(name),
                        max,
                        number);
            }
            return value.intValue();
        });
    }

    Optional<RequestFields> object(String name) {
        return any(name).map(value -> {
            if (!value.isObject()) {
                throw wrongType(name, "an object", value);
            }
            return new RequestFields(value, pathOf(name));
        });
    }

    RequestFields requiredObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /** The objects of an array; empty when the field is absent. */
    List<RequestFields> objects(String name) {
        List<RequestFields> objects = new ArrayList<>();
        any(name).ifPresent(array -> {
            if (!array.isArray()) {
                throw wrongType(name, "an array of objects", array);
            }
            for (JsonNode item : array) {
                String itemName = name + "[" + objects.size() + "]";
                if (!item.isObject()) {
                    throw wrongType(itemName, "an object", item);
                }
                objects.add(new RequestFields(item, pathOf(itemName)));
            }
        });
        return objects;
    }

    GatewayError missing(String name) {
        return error("missing_required_parameter", name, "Missing required parameter: '%s'.", pathOf(name));
    }

    GatewayError emptyArray(String name) {
        return error(
                "empty_array",
                name,
                "Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty array instead.",
                pathOf(name));
    }

    GatewayError wrongType(String name, String expected, JsonNode found) {
        return error(
                "invalid_type",
                name,
                "Invalid type for '%s': expected %s, but got %s instead.",
                pathOf(name),
                expected,
                kind(found));
    }

    GatewayError wrongValue(String name, String found, String supported) {
        return error(
                "invalid_value",
                name,
                "Invalid value for '%s': '%s'. Supported values are: %s.",
                pathOf(name),
                found,
                supported);
    }

    GatewayError error(String code, String name, String message, Object... args) {
        return GatewayError.badRequest(code, message, args).withParam(pathOf(name));
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String kind(JsonNode value) {
        if (value.isNumber()) {
            return value.isIntegralNumber() ? "an integer" : "a decimal";
        }
        return value.getNodeType() == JsonNodeType.ARRAY
                ? "an array"
                : value.isObject()
                        ? "an object"
                        : value.isTextual() ? "a string" : value.isNull() ? "null" : "a boolean";
    }
}
