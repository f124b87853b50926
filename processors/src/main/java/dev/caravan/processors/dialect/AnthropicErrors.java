package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/**
 * Errors as Anthropic's API words them: {@code {"type":"error","error":{"type","message"},"request_id"}}; in a stream an
 * event named {@code error}. The types are those of its documentation's table of HTTP errors.
 */
public final class AnthropicErrors implements ErrorDialect {

    @Override
    public String name() {
        return "anthropic-messages";
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        return JsonText.bytes(json(error, requestId));
    }

    @Override
    public byte[] streamEvent(GatewayError error, String requestId) {
        return JsonText.bytes("event: error\ndata: " + json(error, requestId) + "\n\n");
    }

    private static String json(GatewayError error, String requestId) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type(error.status())
                + "\",\"message\":" + JsonText.quoted(error.text())
                + "},\"request_id\":" + JsonText.quoted(requestId) + "}";
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
