package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/**
 * Errors as OpenAI's API words them: {@code {"error":{"message","type","param","code"}}}. A wrong key is an
 * {@code invalid_request_error} there, and the type of a 429 says what ran out: {@code requests} or {@code tokens}. The code is
 * {@code rate_limit_exceeded} for both.
 */
public final class OpenAiErrors implements ErrorDialect {

    private static final String TOKEN_RATE = "token_rate_limit_exceeded";

    @Override
    public String name() {
        return "openai-chat";
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
        return "{\"error\":{\"message\":" + JsonText.quoted(error.text())
                + ",\"type\":\"" + type(error)
                + "\",\"param\":" + JsonText.quoted(error.param())
                + ",\"code\":" + JsonText.quoted(code(error)) + "}}";
    }

    static String code(GatewayError error) {
        return error.code().equals(TOKEN_RATE) ? "rate_limit_exceeded" : error.code();
    }

    private static String type(GatewayError error) {
        if (error.status() >= 500) {
            return "server_error";
        }
        if (error.status() != 429) {
            return "invalid_request_error";
        }
        if (error.code().equals("insufficient_quota")) {
            return "insufficient_quota";
        }
        return error.code().contains("token") ? "tokens" : "requests";
    }
}
