package dev.caravan.acceptance.upstream;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Errors as the path's provider words them, with the message {@code <status> boom} and the request id {@code req_upstream}. */
final class ProviderErrors {

    private ProviderErrors() {}

    static Script error(String path, int status, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        String body;
        if (path.startsWith("/v1/messages")) {
            all.put("request-id", "req_upstream");
            body =
                    """
                    {"type":"error","error":{"type":"%s","message":"%d boom"},"request_id":"req_upstream"}"""
                            .formatted(anthropicType(status), status);
        } else if (path.startsWith("/v1beta/")) {
            body = """
                    {"error":{"code":%d,"message":"%d boom","status":"UNKNOWN"}}"""
                    .formatted(status, status);
        } else if (path.startsWith("/api/")) {
            body = """
                    {"error":"%d boom"}""".formatted(status);
        } else {
            all.put("x-request-id", "req_upstream");
            return Scripts.error(status, all);
        }
        return Scripts.answer(status, all, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Source: Anthropic API reference, "Errors". */
    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }
}
