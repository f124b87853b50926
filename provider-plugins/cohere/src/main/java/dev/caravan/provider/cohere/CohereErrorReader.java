package dev.caravan.provider.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * Reads Cohere's errors, {@code {"message","id"}}. They have no codes. Source: <a
 * href="https://docs.cohere.com/reference/errors">Cohere's API reference, Errors</a>.
 */
public final class CohereErrorReader {

    private CohereErrorReader() {}

    /**
     * @param status the HTTP status of the answer; for an error within a stream, the one to tell
     * @param body the JSON body, or null when there is none
     */
    public static GatewayError read(int status, @Nullable JsonNode body) {
        String message = body == null ? null : message(body);
        return GatewayError.of(
                status, "upstream_error", "%s", message == null ? "The provider answered " + status + "." : message);
    }

    /** Servers before a deployment write {@code error} or {@code detail}. */
    private static @Nullable String message(JsonNode body) {
        if (body.isTextual() && !body.textValue().isEmpty()) {
            return body.textValue();
        }
        for (String field : new String[] {"message", "error", "detail"}) {
            JsonNode value = body.get(field);
            if (value != null && value.isTextual() && !value.textValue().isEmpty()) {
                return value.textValue();
            }
        }
        return null;
    }
}
