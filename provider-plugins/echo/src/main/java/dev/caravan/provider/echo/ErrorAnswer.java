package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as OpenAI's API answers it. Source: <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's error
 * codes</a>.
 */
final class ErrorAnswer {

    private static final Header RETRY_AFTER = new Header("retry-after", "1");

    private ErrorAnswer() {}

    /** @param status 400 to 599; 429 and 503 say when to come again */
    static Content of(int status) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", "echo was told to fail with status " + status + ".")
                .put("type", type(status))
                .putNull("param")
                .put("code", code(status));
        return Content.json(status, body, status == 429 || status == 503 ? List.of(RETRY_AFTER) : List.of());
    }

    private static String type(int status) {
        return status >= 500 ? "server_error" : status == 429 ? "requests" : "invalid_request_error";
    }

    private static @Nullable String code(int status) {
        return switch (status) {
            case 401 -> "invalid_api_key";
            case 404 -> "model_not_found";
            case 429 -> "rate_limit_exceeded";
            default -> null;
        };
    }
}
