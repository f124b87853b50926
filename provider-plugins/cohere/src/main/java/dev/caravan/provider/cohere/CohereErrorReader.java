package dev.caravan.provider.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.UpstreamErrors;
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
        // Servers before a deployment write the fields behind the first, or a text alone.
        String message = body != null && body.isTextual()
                ? body.textValue()
                : UpstreamErrors.text(body, "message", "error", "detail");
        return UpstreamErrors.of(status, null, message);
    }
}
