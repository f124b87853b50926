package dev.caravan.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.UpstreamErrors;
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
        String message = UpstreamErrors.text(body, "error");
        if (message == null && body != null) {
            message = UpstreamErrors.text(body.get("error"), "message");
        }
        if (message == null) {
            message = UpstreamErrors.text(body, "message");
        }
        return UpstreamErrors.of(status, null, message);
    }
}
