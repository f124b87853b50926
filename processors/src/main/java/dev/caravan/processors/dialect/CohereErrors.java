package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/**
 * Errors as Cohere's API (v2) words them: {@code {"id","message"}}. Its chat stream tells a failure in its last event,
 * {@code message-end}, by the finish reason {@code ERROR}.
 */
public final class CohereErrors implements ErrorDialect {

    @Override
    public String name() {
        return "cohere";
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        return JsonText.bytes(
                "{\"id\":" + JsonText.quoted(requestId) + ",\"message\":" + JsonText.quoted(error.text()) + "}");
    }

    @Override
    public byte[] streamEvent(GatewayError error, String requestId) {
        return JsonText.bytes("event: message-end\ndata: {\"type\":\"message-end\",\"id\":" + JsonText.quoted(requestId)
                + ",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":" + JsonText.quoted(error.text()) + "}}\n\n");
    }
}
