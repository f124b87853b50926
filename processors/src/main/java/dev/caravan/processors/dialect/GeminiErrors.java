package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/**
 * Errors as Google's APIs word them: {@code {"error":{"code","message","status"}}}, the status being the canonical name
 * that google.rpc.Code maps to the HTTP status.
 */
public final class GeminiErrors implements ErrorDialect {

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        return JsonText.bytes(json(error));
    }

    @Override
    public byte[] streamEvent(GatewayError error, String requestId) {
        return JsonText.bytes("data: " + json(error) + "\n\n");
    }

    private static String json(GatewayError error) {
        return "{\"error\":{\"code\":" + error.status()
                + ",\"message\":" + JsonText.quoted(error.text())
                + ",\"status\":\"" + canonicalName(error.status()) + "\"}}";
    }

    private static String canonicalName(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 501 -> "UNIMPLEMENTED";
            case 502, 503, 529 -> "UNAVAILABLE";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
        };
    }
}
