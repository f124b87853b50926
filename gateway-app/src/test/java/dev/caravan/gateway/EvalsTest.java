package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.exchange.CountingKind;
import dev.caravan.spi.exchange.RecordedExchange;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with exchanges once the ledger has them. */
class EvalsTest {

    private static final String ECHO = """
            providers:
              echo: {}
            """;

    private static final String EVALS =
            """
            evals:
              polite: {kind: contains, texts: [Please]}
              brief: {kind: length, at-most: 5}
              quick: {kind: latency, at-most: 60000}
              json: {kind: is-json}
              address: {kind: pii}
              elsewhere: {kind: is-json, models: ["openai/*"]}
              reported: {kind: is-json, on: ingest}
              never: {kind: is-json, sample: 0%}
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void theEvalsThatWantAnExchangeScoreItAndTheScoresAreKept() throws Exception {
        try (TestGateway gateway = new TestGateway(folder, ECHO + EVALS, List.of())) {
            ask(gateway, "please write to jane@example.org");

            List<Map<String, @Nullable Object>> scores = await().until(
                            () -> gateway.rows("SELECT * FROM exchange_score ORDER BY eval"), rows -> rows.size() == 5);
            assertThat(scores)
                    .extracting(row -> row.get("EVAL"), row -> row.get("PASSED"), row -> row.get("REASON"))
                    .containsExactly(
                            tuple("address", false, "Found: email"),
                            tuple("brief", false, "The length is 38 characters, to be at most 5 characters."),
                            tuple("json", false, "It is no JSON."),
                            tuple("polite", true, ""),
                            tuple("quick", true, ""));
            assertThat(gateway.metric("caravan.evals", "eval", "json", "outcome", "failed"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aMistakeInAnEvalIsToldWithItsKey() {
        assertThatThrownBy(() -> start("evals: {a: {kind: contains}, b: {kind: nothing}}"))
                .hasMessageContaining("evals.a.texts: is missing")
                .hasMessageContaining("evals.b.kind: there is no kind 'nothing'");
        assertThatThrownBy(() -> start("evals: {c: {kind: is-json, sample: half}}"))
                .hasMessageContaining("evals.c.sample: 'half'");
    }

    @Test
    void listenersAreToldOfEachExchangeAndOneThatFailsDoesNoHarm() throws Exception {
        String listeners = "listeners: {first: {kind: test-counting, fail: true}, second: {kind: test-counting}}\n";
        try (TestGateway gateway = new TestGateway(folder, ECHO + listeners, List.of())) {
            ask(gateway, "Hello");

            RecordedExchange heard = await().until(CountingKind::last, last -> last != null);
            assertThat(heard.source()).isEqualTo("proxy");
            assertThat(heard.prompt()).isEqualTo("Hello");
            assertThat(heard.completion()).contains("Hello");
            assertThat(heard.status()).isEqualTo(200);
        }
        assertThat(CountingKind.open()).isZero();
    }

    private void start(String more) throws Exception {
        new TestGateway(folder, ECHO + more, List.of()).close();
    }

    private void ask(TestGateway gateway, String text) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                .header("Authorization", "Bearer " + gateway.key())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"echo/parrot\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}"))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
}
