package dev.caravan.processors.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.spi.GatewayError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorDialectTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "req-1";

    static List<ErrorDialect> all() {
        return List.of(
                ErrorDialects.OPENAI,
                ErrorDialects.ANTHROPIC,
                ErrorDialects.GEMINI,
                ErrorDialects.OLLAMA,
                ErrorDialects.COHERE,
                ErrorDialects.PROJECT,
                ErrorDialects.FAST_API);
    }

    @Test
    void speaksOpenAis() {
        GatewayError error = GatewayError.badRequest("invalid_type", "Wrong.").withParam("messages[2].role");

        assertThat(body(ErrorDialects.OPENAI, error))
                .isEqualTo("{\"error\":{\"message\":\"Wrong.\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"messages[2].role\",\"code\":\"invalid_type\"}}");
        assertThat(event(ErrorDialects.OPENAI, GatewayError.of(502, "upstream_broke", "Gone.")))
                .isEqualTo("data: {\"error\":{\"message\":\"Gone.\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":\"upstream_broke\"}}\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "400,x,invalid_request_error",
        "401,invalid_api_key,invalid_request_error",
        "403,model_not_allowed,invalid_request_error",
        "404,x,invalid_request_error",
        "405,x,invalid_request_error",
        "413,x,invalid_request_error",
        "429,rate_limit_exceeded,requests",
        "429,token_rate_limit_exceeded,tokens",
        "429,insufficient_quota,insufficient_quota",
        "500,x,server_error",
        "503,x,server_error"
    })
    void namesOpenAisTypes(int status, String code, String type) throws IOException {
        byte[] body = ErrorDialects.OPENAI.body(GatewayError.of(status, code, "m"), ID);

        assertThat(JSON.readTree(body).at("/error/type").asText()).isEqualTo(type);
    }

    @Test
    void namesOpenAisCodeForAllThatIsUsedUp() throws IOException {
        GatewayError error = GatewayError.of(429, "token_rate_limit_exceeded", "m");

        assertThat(JSON.readTree(ErrorDialects.OPENAI.body(error, ID))
                        .at("/error/code")
                        .asText())
                .isEqualTo("rate_limit_exceeded");
        assertThat(event(ErrorDialects.RESPONSES, error)).contains("\"code\":\"rate_limit_exceeded\"");
    }

    @Test
    void speaksAnthropics() {
        GatewayError error = GatewayError.of(529, "overloaded", "Busy.");
        String json = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy.\"},"
                + "\"request_id\":\"req-1\"}";

        assertThat(body(ErrorDialects.ANTHROPIC, error)).isEqualTo(json);
        assertThat(event(ErrorDialects.ANTHROPIC, error)).isEqualTo("event: error\ndata: " + json + "\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_request_error",
        "401,authentication_error",
        "402,billing_error",
        "403,permission_error",
        "404,not_found_error",
        "409,conflict_error",
        "413,request_too_large",
        "415,invalid_request_error",
        "422,invalid_request_error",
        "429,rate_limit_error",
        "500,api_error",
        "502,api_error",
        "504,timeout_error",
        "529,overloaded_error"
    })
    void namesAnthropicsTypes(int status, String type) throws IOException {
        byte[] body = ErrorDialects.ANTHROPIC.body(GatewayError.of(status, "c", "m"), ID);

        assertThat(JSON.readTree(body).at("/error/type").asText()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "400,INVALID_ARGUMENT",
        "401,UNAUTHENTICATED",
        "403,PERMISSION_DENIED",
        "404,NOT_FOUND",
        "413,INVALID_ARGUMENT",
        "429,RESOURCE_EXHAUSTED",
        "500,INTERNAL",
        "503,UNAVAILABLE",
        "504,DEADLINE_EXCEEDED"
    })
    void speaksGeminis(int status, String name) {
        GatewayError error = GatewayError.of(status, "c", "No.");
        String json = "{\"error\":{\"code\":" + status + ",\"message\":\"No.\",\"status\":\"" + name + "\"}}";

        assertThat(body(ErrorDialects.GEMINI, error)).isEqualTo(json);
        assertThat(event(ErrorDialects.GEMINI, error)).isEqualTo("data: " + json + "\n\n");
    }

    @Test
    void speaksOllamas() {
        GatewayError error = GatewayError.of(404, "c", "No.");

        assertThat(body(ErrorDialects.OLLAMA, error)).isEqualTo("{\"error\":\"No.\"}");
        assertThat(event(ErrorDialects.OLLAMA, error)).isEqualTo("{\"error\":\"No.\"}\n");
    }

    @Test
    void speaksCoheres() {
        GatewayError error = GatewayError.of(404, "c", "No.");

        assertThat(body(ErrorDialects.COHERE, error)).isEqualTo("{\"id\":\"req-1\",\"message\":\"No.\"}");
        assertThat(event(ErrorDialects.COHERE, error))
                .isEqualTo("event: message-end\ndata: {\"type\":\"message-end\",\"id\":\"req-1\","
                        + "\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"No.\"}}\n\n");
    }

    @Test
    void speaksAProjectsEndpoints() {
        assertThat(body(ErrorDialects.PROJECT, GatewayError.of(404, "c", "No.")))
                .isEqualTo("{\"ok\":false,\"error\":\"No.\"}");
        assertThat(body(ErrorDialects.PROJECT, GatewayError.of(401, "missing_api_key", "You didn't …")))
                .isEqualTo("{\"ok\":false,\"error\":\"Missing Bearer token.\"}");
        assertThat(event(ErrorDialects.PROJECT, GatewayError.of(502, "c", "No.")))
                .startsWith("data: {\"error\":{");
    }

    @Test
    void speaksFastApis() {
        GatewayError error = GatewayError.of(404, "c", "No.");

        assertThat(body(ErrorDialects.FAST_API, error)).isEqualTo("{\"detail\":\"No.\"}");
        assertThat(event(ErrorDialects.FAST_API, error)).isEqualTo("data: {\"detail\":\"No.\"}\n\n");
    }

    @ParameterizedTest
    @MethodSource("all")
    void staysValidJsonWhateverTheMessageHolds(ErrorDialect dialect) throws IOException {
        String nasty = "\"\\\n\r\t\0\u001f\u007f é 漢 \uD83D\uDE00 \u2028 </script> %s ";
        GatewayError error = GatewayError.of(400, "c", nasty + '\uD800' + " x " + '\uDC00');

        String body = body(dialect, error);

        assertThat(JSON.readTree(body).toString()).contains("漢", "\uD83D\uDE00", "? x ?");
        assertThat(JSON.readTree(body).findValuesAsText(messageField(dialect))).contains(nasty + "? x ?");
        assertThat(event(dialect, error).strip().lines().count()).isLessThanOrEqualTo(2);
    }

    private static String messageField(ErrorDialect dialect) {
        if (dialect == ErrorDialects.FAST_API) {
            return "detail";
        }
        return dialect == ErrorDialects.OLLAMA || dialect == ErrorDialects.PROJECT ? "error" : "message";
    }

    private static String body(ErrorDialect dialect, GatewayError error) {
        return new String(dialect.body(error, ID), StandardCharsets.UTF_8);
    }

    private static String event(ErrorDialect dialect, GatewayError error) {
        return new String(dialect.streamEvent(error, ID), StandardCharsets.UTF_8);
    }
}
