package dev.caravan.processors.request;

import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.spi.GatewayError;

/** The errors of a request's body, in OpenAI's wording. */
final class BodyErrors {

    private BodyErrors() {}

    /** @param position how many bytes of the body precede the fault */
    static GatewayError invalidJson(String reason, long position) {
        return GatewayError.badRequest(
                "invalid_json",
                "We could not parse the JSON body of your request: %s at byte %d.",
                reason,
                Math.max(0, position));
    }

    static GatewayError invalidType(String field, String expected, JsonToken found) {
        return GatewayError.badRequest(
                        "invalid_type",
                        "Invalid type for '%s': expected %s, but got %s instead.",
                        field,
                        expected,
                        nounOf(found))
                .withParam(field);
    }

    static GatewayError missing(String field) {
        return GatewayError.badRequest("missing_required_parameter", "Missing required parameter: '%s'.", field)
                .withParam(field);
    }

    static GatewayError emptyArray(String field) {
        return GatewayError.badRequest(
                        "empty_array",
                        "Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty array instead.",
                        field)
                .withParam(field);
    }

    static GatewayError emptyString(String field) {
        return GatewayError.badRequest(
                        "empty_string",
                        "Invalid '%s': empty string. Expected a string with minimum length 1, but got an empty string instead.",
                        field)
                .withParam(field);
    }

    static GatewayError duplicate(String field) {
        return GatewayError.badRequest("duplicate_field", "Duplicate field: '%s' is given more than once.", field)
                .withParam(field);
    }

    /** Some upstreams read field names without regard to case, so {@code Model} would override {@code model} there. */
    static GatewayError ambiguous(String written, String field) {
        return GatewayError.badRequest("duplicate_field", "Field '%s' reads like '%s': write that.", written, field)
                .withParam(field);
    }

    private static String nounOf(JsonToken token) {
        return switch (token) {
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a decimal number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "null";
        };
    }
}
