package dev.caravan.processors.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Errors of JSON-RPC 2.0, with the id of the request where it is known. What is wrong with the request itself is answered with
 * status 200, as JSON-RPC over HTTP has it: clients look for the error in the body. Who is not let in, and what failed on the
 * way, is told by the status as well.
 *
 * <p>Sources: <a href="https://www.jsonrpc.org/specification#error_object">JSON-RPC</a>; the details are written as A2A 1.0 has
 * them.
 */
public final class A2aErrors implements ErrorDialect {

    /** The code of an error of a request that is no JSON-RPC. */
    public static final String INVALID_REQUEST = "invalid_request";

    private static final Set<String> MALFORMED = Set.of(
            INVALID_REQUEST,
            "invalid_type",
            "missing_required_parameter",
            "duplicate_field",
            "empty_array",
            "empty_string");

    private static final String UNPARSED = "invalid_json";

    private final @Nullable JsonNode id;

    /** @param id the id of the request, a text or a number; null where it is not known */
    public A2aErrors(@Nullable JsonNode id) {
        this.id = id;
    }

    @Override
    public String name() {
        return "json-rpc";
    }

    @Override
    public int status(GatewayError error) {
        return error.code().equals(UNPARSED) || MALFORMED.contains(error.code()) ? 200 : error.status();
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        return Json.bytes(json(error, requestId));
    }

    @Override
    public byte[] streamEvent(GatewayError error, String requestId) {
        return JsonText.bytes("data: " + Json.text(json(error, requestId)) + "\n\n");
    }

    private ObjectNode json(GatewayError error, String requestId) {
        ObjectNode response = Json.object().put("jsonrpc", "2.0");
        response.set("id", id);
        ObjectNode described = response.putObject("error");
        described.put("code", code(error)).put("message", error.text());
        ObjectNode detail = described.putArray("data").addObject();
        detail.put("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        detail.put("reason", error.code());
        detail.put("domain", "caravan");
        detail.putObject("metadata").put("requestId", requestId);
        return response;
    }

    private static int code(GatewayError error) {
        if (error.code().equals(UNPARSED)) {
            return -32700;
        }
        if (MALFORMED.contains(error.code())) {
            return -32600;
        }
        if (error.code().equals("unknown_agent")) {
            return -32602;
        }
        return error.status() >= 500 ? -32603 : -32000;
    }
}
