package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.UpstreamErrors;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's errors, {@code {"type":"error","error":{"type","message"}}}. Source: <a
 * href="https://platform.claude.com/docs/en/api/errors">Errors</a>.
 */
final class ErrorFields {

    private ErrorFields() {}

    /** Reads the body of an error answer; servers like Anthropic's may put the message elsewhere. */
    static GatewayError read(int status, @Nullable JsonNode body) {
        JsonNode error = body == null || !body.has("error") ? body : body.get("error");
        String type = UpstreamErrors.text(error, "type");
        String message = error != null && error.isTextual() ? error.textValue() : UpstreamErrors.text(error, "message");
        return UpstreamErrors.of(status, "error".equals(type) ? null : type, message);
    }

    /** Reads an error that came where an answer was expected, so that only its type tells the status. */
    static GatewayError readWithoutStatus(JsonNode body) {
        return read(status(UpstreamErrors.text(body.path("error"), "type")), body);
    }

    /** The error as a body, or as the data of a stream's event {@code error}. */
    static ObjectNode write(GatewayError error) {
        ObjectNode written = Json.object().put("type", "error");
        written.putObject("error").put("type", type(error.status())).put("message", error.text());
        return written;
    }

    private static int status(@Nullable String type) {
        return switch (type == null ? "" : type) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "conflict_error" -> 409;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "api_error" -> 500;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 502;
        };
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }
}
