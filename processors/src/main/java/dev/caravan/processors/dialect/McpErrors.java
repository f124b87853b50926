package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;
import java.nio.charset.StandardCharsets;

/** Errors of the gateway as an MCP server: JSON-RPC's, for a request whose id is not known. */
public final class McpErrors implements ErrorDialect {

    /** Of those that JSON-RPC leaves to servers. */
    private static final int CODE = -32000;

    @Override
    public String name() {
        return "mcp";
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        return JsonText.bytes("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":" + CODE + ",\"message\":"
                + JsonText.quoted(error.text()) + ",\"data\":{\"code\":" + JsonText.quoted(error.code()) + "}}}");
    }

    @Override
    public byte[] streamEvent(GatewayError error, String requestId) {
        StringBuilder event = new StringBuilder("event: message\ndata: ");
        return JsonText.bytes(event.append(new String(body(error, requestId), StandardCharsets.UTF_8))
                .append("\n\n"));
    }
}
