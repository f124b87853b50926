package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What a gateway tells of its calls to whoever asks. */
class StatsTest {

    private static final String PROVIDERS =
            """
            providers:
              echo: {}
              broken: { plugin: echo, fail-status: 500 }
            aliases:
              smart: { targets: [broken/echo-1, echo/echo-1] }
            resilience: { breaker: { failures: 50%, calls: 2, rest: 1h } }
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void everyModelOfAProviderHasItsCallsErrorsTokensAndTimes() throws Exception {
        start("");
        chat("echo/echo-1", 200);
        chat("echo/echo-1", 200);
        chat("echo/echo-2", 200);
        chat("broken/echo-1", 500);

        JsonNode stats = awaitCalls(4);

        JsonNode first = stats.at("/models/1");
        assertThat(first.path("provider").asText()).isEqualTo("echo");
        assertThat(first.path("model").asText()).isEqualTo("echo-1");
        assertThat(first.path("calls").asInt()).isEqualTo(2);
        assertThat(first.path("errors").asInt()).isZero();
        assertThat(first.at("/tokens/input").asInt()).isPositive();
        assertThat(first.at("/tokens/output").asInt()).isPositive();
        assertThat(first.at("/latency_ms/p99").asDouble())
                .isPositive()
                .isGreaterThanOrEqualTo(first.at("/latency_ms/p50").asDouble());
        assertThat(stats.at("/models/2/model").asText()).isEqualTo("echo-2");
        assertThat(stats.at("/providers/1/calls").asInt()).isEqualTo(3);
        assertThat(stats.at("/calls/errors").asInt()).isEqualTo(1);
    }

    @Test
    void aModelThatNeverAnsweredHasNoLineOfItsOwn() throws Exception {
        start("");
        for (int i = 0; i < 5; i++) {
            chat("broken/secret-" + i, 500);
        }

        JsonNode stats = awaitCalls(5);

        assertThat(stats.path("models")).hasSize(1);
        assertThat(stats.at("/models/0/errors").asInt()).isEqualTo(5);
        assertThat(stats.toString()).doesNotContain("secret");
    }

    @Test
    void itTellsWhichTargetsRestAndHowTheLedgerDoes() throws Exception {
        start("");
        chat("smart", 200);
        chat("smart", 200);

        JsonNode stats = awaitCalls(2);

        assertThat(stats.path("targets").toString())
                .isEqualTo("[{\"provider\":\"broken\",\"model\":\"echo-1\",\"state\":\"open\"},"
                        + "{\"provider\":\"echo\",\"model\":\"echo-1\",\"state\":\"closed\"}]");
        assertThat(stats.at("/ledger/up").asBoolean()).isTrue();
    }

    @Test
    void itTellsWhichMcpServersAreThereAndNothingThatIsSecret() throws Exception {
        try (TestMcpServer docs = new TestMcpServer()
                .tool("read", arguments -> Mono.just("a"))
                .tool("write", arguments -> Mono.just("b"))) {
            start(
                    """
                    mcp-servers:
                      docs: { transport: streamable-http, url: "%s", headers: { authorization: Bearer hush } }
                      gone: { transport: sse, url: "http://127.0.0.1:1/hush" }
                      off: { transport: stdio, command: hush, args: [hush], enabled: false }
                    """
                            .formatted(docs.url()));

            JsonNode servers = await().until(
                            () -> new ObjectMapper()
                                    .readTree(get(gateway.uri("/statsz")).body())
                                    .path("mcp_servers"),
                            found -> found.at("/0/state").asText().equals("connected")
                                    && found.at("/1/state").asText().equals("down"));

            assertThat(servers.at("/0/server").asText()).isEqualTo("docs");
            assertThat(servers.at("/0/tools").asInt()).isEqualTo(2);
            assertThat(Instant.parse(servers.at("/0/since").asText())).isBeforeOrEqualTo(Instant.now());
            assertThat(servers.at("/1/server").asText()).isEqualTo("gone");
            assertThat(servers.at("/1/tools").asInt()).isZero();
            assertThat(servers.path(2).toString()).isEqualTo("{\"server\":\"off\",\"state\":\"disabled\"}");
            assertThat(servers.toString()).doesNotContain("hush", "127.0.0.1");
        }
    }

    @Test
    void nobodyLearnsWhoCallsOrWhatIsSaid() throws Exception {
        start("");
        chat("echo/echo-1", 200);

        assertThat(awaitCalls(1).toString()).doesNotContain("hello", "ann", gateway.key(), "generated");
    }

    @Test
    void itMayBeToldOnTheAdminPortAloneOrToNobody() throws Exception {
        start("admin: {stats: admin}\n");
        assertThat(get(gateway.uri("/statsz")).statusCode()).isEqualTo(404);
        assertThat(get(gateway.adminUri("/statsz")).statusCode()).isEqualTo(200);
        gateway.close();

        start("admin: {stats: off}\n");
        assertThat(get(gateway.uri("/statsz")).statusCode()).isEqualTo(404);
        assertThat(get(gateway.adminUri("/statsz")).statusCode()).isEqualTo(404);
    }

    private void start(String more) throws Exception {
        gateway = new TestGateway(folder, PROVIDERS + more, List.of());
    }

    /** Calls are counted when they have ended, which the client may see a moment before. */
    private JsonNode awaitCalls(int calls) {
        return await().until(
                        () -> new ObjectMapper()
                                .readTree(get(gateway.uri("/statsz")).body()),
                        stats -> stats.at("/calls/calls").asInt() == calls);
    }

    private void chat(String model, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                .header("authorization", "Bearer " + gateway.key())
                .header("x-ingate-user-id", "ann")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
