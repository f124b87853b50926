package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/** Errors of a project's endpoints: {@code {"ok":false,"error":"…"}}. Their streams have OpenAI's shape, errors included. */
public final class ProjectErrors implements ErrorDialect {

    private final OpenAiErrors streams = new OpenAiErrors();

    @Override
    public String name() {
        return "project";
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        String message = error.code().equals("missing_api_key") ? "Missing Bearer token." : error.text();
        return JsonText.bytes("{\"ok\":false,\"error\":" + JsonText.quoted(message) + "}");
    }

    @Override
    public byte[] streamEvent(GatewayError error, String requestId) {
        return streams.streamEvent(error, requestId);
    }
}
