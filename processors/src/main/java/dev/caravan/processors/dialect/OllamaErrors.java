package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/** Errors as Ollama words them: {@code {"error":"…"}}; its streams are lines of JSON, so there it is one more line. */
public final class OllamaErrors implements ErrorDialect {

    @Override
    public String name() {
        return "ollama";
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        return JsonText.bytes(json(error));
    }

    @Override
    public byte[] streamEvent(GatewayError error, String requestId) {
        return JsonText.bytes(json(error) + "\n");
    }

    private static String json(GatewayError error) {
        return "{\"error\":" + JsonText.quoted(error.text()) + "}";
    }
}
