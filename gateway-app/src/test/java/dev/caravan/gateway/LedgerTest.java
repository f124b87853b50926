package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** What calls through the gateway leave in the ledger. */
class LedgerTest {

    private static final String ECHO = """
            providers:
              echo: {}
            """;

    private static final String CHAT =
            "{\"model\":\"echo/parrot\",\"stream\":%b,\"user\":\"jane\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

    private static final String UPSTREAM =
            """
            providers:
              up: { plugin: openai, url: "%s", api-key: k }
            aliases:
              smart: { targets: [up/one, up/two] }
            """;

    private static final String UPSTREAM_CHAT =
            "{\"model\":\"smart\",\"stream\":true,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static final String PIECE =
            "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void everyAnsweredCallLeavesOneRecordOfWhoAskedWhatAndWhatItUsed() throws Exception {
        try (TestGateway gateway = new TestGateway(folder, ECHO, List.of())) {
            HttpResponse<String> whole = chat(gateway, false, "Say hello");
            HttpResponse<String> stream = chat(gateway, true, "Say goodbye");

            List<Map<String, @Nullable Object>> rows = rows(gateway, 2);
            assertThat(rows.get(0))
                    .containsEntry("REQUEST_ID", id(whole))
                    .containsEntry("SOURCE", "PROXY")
                    .containsEntry("USER_ID", "jane")
                    .containsEntry("SESSION_ID", "s-1")
                    .containsEntry("TRACE_ID", "0af7651916cd43dd8448eb211c80319c")
                    .containsEntry("PARENT_SPAN_ID", "b7ad6b7169203331")
                    .containsEntry("PATH", "/v1/chat/completions")
                    .containsEntry("PROVIDER", "echo")
                    .containsEntry("MODEL", "echo/parrot")
                    .containsEntry("SERVED_MODEL", "parrot")
                    .containsEntry("STREAM", false)
                    .containsEntry("STATUS", 200)
                    .containsEntry("OUTCOME", "complete")
                    .containsEntry("FINISH_REASON", "stop");
            assertThat((Long) rows.get(0).get("INPUT_TOKENS")).isPositive();
            assertThat((Long) rows.get(0).get("OUTPUT_TOKENS")).isPositive();
            assertThat((Long) rows.get(0).get("LATENCY")).isPositive();
            assertThat((Long) rows.get(0).get("FIRST_TOKEN")).isPositive();
            assertThat(rows.get(1)).containsEntry("REQUEST_ID", id(stream)).containsEntry("STREAM", true);
            assertThat((Long) rows.get(1).get("BODY_BYTES")).isPositive();
            assertThat(gateway.metric("caravan.ledger.records", "source", "proxy"))
                    .isEqualTo(2);
        }
    }

    @Test
    void whatTheGatewayRefusesAfterTheLimitsIsRecordedToo() throws Exception {
        try (TestGateway gateway = new TestGateway(folder, ECHO, List.of())) {
            HttpResponse<String> refused =
                    send(gateway, "/v1/chat/completions", "{\"model\":\"nobody/knows\",\"messages\":[]}");

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(rows(gateway, 1).get(0))
                    .containsEntry("REQUEST_ID", id(refused))
                    .containsEntry("STATUS", 400)
                    .containsEntry("OUTCOME", "complete");
            assertThat(rows(gateway, 1).get(0).get("ERROR_CODE")).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages"})
    void aStreamThatItsProviderBreaksOffIsRecordedAsBroken(String path) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                TestGateway gateway = new TestGateway(folder, UPSTREAM.formatted(upstream.url()), List.of())) {
            upstream.next(ScriptedUpstream.Reply.stream(Flux.just(PIECE, PIECE, PIECE)));

            HttpResponse<String> broken = send(gateway, path, UPSTREAM_CHAT);

            assertThat(broken.statusCode()).isEqualTo(200);
            assertThat(broken.body()).contains("Hel").contains("broke off before its answer was complete");
            assertThat(rows(gateway, 1).get(0))
                    .containsEntry("STATUS", 200)
                    .containsEntry("OUTCOME", "broken")
                    .containsEntry("ERROR_CODE", "provider_stream_broken");
        }
    }

    @Test
    void aStreamThatAnotherTargetTellsToItsEndIsComplete() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                TestGateway gateway = new TestGateway(folder, UPSTREAM.formatted(upstream.url()), List.of())) {
            upstream.next(
                    ScriptedUpstream.Reply.stream(Flux.empty()),
                    ScriptedUpstream.Reply.stream(Flux.just(PIECE, "data: [DONE]\n\n")));

            HttpResponse<String> whole = send(gateway, "/v1/chat/completions", UPSTREAM_CHAT);

            assertThat(whole.body()).endsWith("data: [DONE]\n\n");
            assertThat(upstream.bodies()).hasSize(2);
            assertThat(rows(gateway, 1).get(0))
                    .containsEntry("OUTCOME", "complete")
                    .containsEntry("ERROR_CODE", null);
        }
    }

    @Test
    void withoutTextsARecordSaysWhoAndHowMuchOnly() throws Exception {
        try (TestGateway gateway = new TestGateway(folder, ECHO + "ledger: {bodies: none}\n", List.of())) {
            chat(gateway, false, "Say hello");

            assertThat(rows(gateway, 1).get(0))
                    .containsEntry("USER_ID", "jane")
                    .containsEntry("BODY_BYTES", 0L)
                    .containsEntry("CONTENT", null)
                    .containsEntry("BODIES", null);
        }
    }

    @Test
    void aGatewayWhoseLedgerIsOffRecordsNothing() throws Exception {
        try (TestGateway gateway = new TestGateway(folder, ECHO + "ledger: {enabled: false}\n", List.of())) {
            assertThat(chat(gateway, false, "Say hello").statusCode()).isEqualTo(200);

            assertThat(gateway.metric("caravan.ledger.queue")).isZero();
            assertThat(gateway.rows("SELECT * FROM exchange")).isEmpty();
        }
    }

    private HttpResponse<String> chat(TestGateway gateway, boolean stream, String text) throws Exception {
        return send(gateway, "/v1/chat/completions", CHAT.formatted(stream, text));
    }

    private HttpResponse<String> send(TestGateway gateway, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Authorization", "Bearer " + gateway.key())
                .header("Content-Type", "application/json")
                .header("X-Ingate-Session-Id", "s-1")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String id(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-ingate-request-id").orElseThrow();
    }

    private static List<Map<String, @Nullable Object>> rows(TestGateway gateway, int count) {
        await().untilAsserted(() ->
                assertThat(gateway.rows("SELECT id FROM exchange")).hasSize(count));
        return gateway.rows("SELECT * FROM exchange ORDER BY id");
    }
}
