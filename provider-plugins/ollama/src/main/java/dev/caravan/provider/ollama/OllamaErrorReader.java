package dev.caravan.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * Reads Ollama's errors, {@code {"error":"…"}}; those of its OpenAI-compatible paths and of proxies before it, too. Source: <a
 * href="https://docs.ollama.com/api/errors">Ollama's API reference, Errors</a>.
 */
public final class OllamaErrorReader {

    private OllamaErrorReader() {}

    /**
     * @param status the HTTP status of the answer; for an error within a stream, the one to tell
     * @param body the JSON body, or null when there is none
     */
    public static GatewayError read(int status, @Nullable JsonNode body) {
        String message = body == null ? null : message(body.get("error"));
        if (message == null && body != null) {
            message = message(body.get("message"));
        }
        return GatewayError.of(
                status, "upstream_error", "%s", message == null ? "The provider answered " + status + "." : message);
    }

    private static @Nullable String message(@Nullable JsonNode error) {
        if (error == null) {
            return null;
        }
        String text = error.isObject() ? error.path("message").textValue() : error.textValue();
        return text == null || text.isEmpty() ? null : text;
    }
}
