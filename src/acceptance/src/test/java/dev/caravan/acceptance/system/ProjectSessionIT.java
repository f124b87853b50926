package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.gateway.ProjectConfig.OFFICE_KEY;
import static dev.caravan.acceptance.system.ProjectCalls.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.ProjectConfig;
import dev.caravan.acceptance.upstream.RecordedCall;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import dev.caravan.acceptance.upstream.Scripts;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Conversations that the gateway remembers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectSessionIT {

    private static final String CHAT = "/v1/chat/completions";

    private RecordingUpstream upstream;
    private GatewayProcess gateway;
    private final ProjectCalls calls = new ProjectCalls(() -> gateway.url());

    @BeforeAll
    void start() {
        upstream = RecordingUpstream.start();
        gateway = ProjectConfig.launch(upstream.url()).start();
    }

    @AfterAll
    void stop() {
        try (RecordingUpstream closing = upstream) {
            assertThat(closing.port()).isPositive();
            gateway.close();
        }
    }

    @BeforeEach
    void forget() {
        upstream.reset();
    }

    @Test
    void a_session_carries_the_conversation_over_turns_streams_and_restarts() throws Exception {
        HttpResponse<String> first = calls.endpoint("explain", "{\"message\":\"One\",\"session\":true}");
        String session = json(first).path("meta").path("session_id").asText();
        calls.endpoint("explain", "{\"message\":\"Two\",\"stream\":true,\"session_id\":\"" + session + "\"}");
        restart();
        upstream.reset();

        HttpResponse<String> third =
                calls.endpoint("explain", "{\"message\":\"Three\",\"session_id\":\"" + session + "\"}");

        assertThat(json(third).path("meta").path("session_id").asText()).isEqualTo(session);
        JsonNode messages = upstream.onlyCall().json().path("messages");
        assertThat(messages)
                .extracting(message -> message.path("role").asText())
                .containsExactly("user", "assistant", "user", "assistant", "user");
        assertThat(messages)
                .extracting(message -> message.path("content").asText())
                .startsWith("One", "Grüße aus der Karawanserei – 你好 👋", "Two")
                .endsWith("Three");
        assertThat(messages.path(3).path("content").asText()).isNotBlank();
    }

    @Test
    void a_session_of_another_project_is_not_found() throws Exception {
        HttpResponse<String> first = calls.endpoint("explain", "{\"message\":\"One\",\"session\":true}");
        String session = json(first).path("meta").path("session_id").asText();
        upstream.reset();

        HttpResponse<String> foreign = calls.post(
                "/api/" + ProjectConfig.OFFICE + "/explain",
                OFFICE_KEY,
                "{\"message\":\"Two\",\"session_id\":\"" + session + "\"}");

        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(upstream.calls()).isEmpty();
    }

    @Test
    void a_turn_that_fails_is_not_remembered() throws Exception {
        String session = json(calls.endpoint("explain", "{\"message\":\"One\",\"session\":true}"))
                .path("meta")
                .path("session_id")
                .asText();
        upstream.next(CHAT, Scripts.error(500));
        assertThat(calls.endpoint("explain", "{\"message\":\"Lost\",\"session_id\":\"" + session + "\"}")
                        .statusCode())
                .isEqualTo(502);
        upstream.reset();

        calls.endpoint("explain", "{\"message\":\"Two\",\"session_id\":\"" + session + "\"}");

        RecordedCall call = upstream.onlyCall();
        assertThat(call.json().path("messages")).hasSize(3);
        assertThat(call.bodyText()).doesNotContain("Lost");
    }

    private void restart() {
        Path directory = gateway.directory();
        gateway.close();
        gateway = GatewayProcess.launchIn(directory)
                .argument("--config=" + directory.resolve("gateway.yaml"))
                .argument("--port=0")
                .start();
    }
}
