package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/** Errors as services on FastAPI word them, NeMo's among them: {@code {"detail":"…"}}. */
public final class FastApiErrors implements ErrorDialect {

    @Override
    public String name() {
        return "fastapi";
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
        return "{\"detail\":" + JsonText.quoted(error.text()) + "}";
    }
}
