package dev.caravan.gateway.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.gateway.BareCalls;
import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessLogTest {

    private final Call call = BareCalls.call(new CallRequest(
            "POST",
            "/secret/path",
            "key=secret",
            Map.of(),
            new DefaultHttpHeaders().set("authorization", "Bearer secret"),
            "10.0.0.1"));

    @Test
    void tellsWhatACallWasAndHowItEnded() throws IOException {
        call.entered("/v1/chat/completions", Map.of());
        call.authenticatedAs(
                Principal.named("ap\"p", Role.MEMBER, Set.of(Scope.CHAT)).build());

        JsonNode line = log(new CallEnd(200, CallEnd.Outcome.COMPLETE, "", 42, 1_234_567, 2_003_000_000L));

        assertThat(line.path("message").asText()).isEqualTo("call");
        assertThat(line.path("request_id").asText()).isEqualTo(call.id());
        assertThat(line.path("method").asText()).isEqualTo("POST");
        assertThat(line.path("route").asText()).isEqualTo("/v1/chat/completions");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("outcome").asText()).isEqualTo("complete");
        assertThat(line.path("duration_ms").asDouble()).isEqualTo(2003.0);
        assertThat(line.path("overhead_ms").asDouble()).isEqualTo(1.234);
        assertThat(line.path("bytes").asInt()).isEqualTo(42);
        assertThat(line.path("client").asText()).isEqualTo("10.0.0.1");
        assertThat(line.path("key").asText()).isEqualTo("ap\"p");
        assertThat(line.has("error")).isFalse();
        assertThat(Duration.between(Instant.parse(line.path("@timestamp").asText()), Instant.now()))
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void namesTheErrorAndNoSecret() throws IOException {
        JsonNode line = log(new CallEnd(401, CallEnd.Outcome.COMPLETE, "invalid_api_key", 1, 0, 0));

        assertThat(line.path("error").asText()).isEqualTo("invalid_api_key");
        assertThat(line.path("route").asText()).isEqualTo("none");
        assertThat(line.toString()).doesNotContain("secret");
    }

    private JsonNode log(CallEnd end) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LineWriter lines = new LineWriter(out)) {
            new AccessLog(lines).ended(call, end);
        }
        return new ObjectMapper().readTree(out.toByteArray());
    }
}
