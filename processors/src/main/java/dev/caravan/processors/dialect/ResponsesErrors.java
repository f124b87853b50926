package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/** Errors of OpenAI's responses: their bodies are OpenAI's, their streams end in an event {@code error} with bare fields. */
public final class ResponsesErrors implements ErrorDialect {

    private final OpenAiErrors bodies = new OpenAiErrors();

    @Override
    public String name() {
        return "openai-responses";
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        return bodies.body(error, requestId);
    }

    @Override
    public byte[] streamEvent(GatewayError error, String requestId) {
        return JsonText.bytes(
                "event: error\ndata: {\"type\":\"error\",\"code\":" + JsonText.quoted(OpenAiErrors.code(error))
                        + ",\"message\":" + JsonText.quoted(error.text())
                        + ",\"param\":" + JsonText.quoted(error.param()) + ",\"sequence_number\":0}\n\n");
    }
}
