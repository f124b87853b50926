package dev.caravan.processors.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class A2aErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "400, invalid_json, 200, -32700",
        "400, invalid_request, 200, -32600",
        "400, duplicate_field, 200, -32600",
        "404, unknown_agent, 404, -32602",
        "401, invalid_api_key, 401, -32000",
        "429, rate_limit_exceeded, 429, -32000",
        "502, provider_unreachable, 502, -32603",
    })
    void haveTheCodesOfJsonRpcAndTheStatusOfWhoIsNotLetIn(int status, String code, int expected, int rpcCode) {
        GatewayError error = GatewayError.of(status, code, "Why \"so\".");
        A2aErrors dialect = new A2aErrors(IntNode.valueOf(7));

        byte[] body = dialect.body(error, "req");

        JsonNode json = Json.parse(body, 0, body.length);
        assertThat(json).isNotNull();
        assertThat(dialect.status(error)).isEqualTo(expected);
        assertThat(json.path("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(json.path("id").asInt()).isEqualTo(7);
        assertThat(json.at("/error/code").asInt()).isEqualTo(rpcCode);
        assertThat(json.at("/error/message").asText()).isEqualTo("Why \"so\".");
        assertThat(json.at("/error/data/0/reason").asText()).isEqualTo(code);
        assertThat(json.at("/error/data/0/metadata/requestId").asText()).isEqualTo("req");
    }
}
