package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Budgets, from the configuration to what is spent. */
class BudgetsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CALLS = 500;
    private static final int PAID_FOR = 100;

    /** A call of ten tokens of output costs a cent. */
    private static final String PRICES =
            """
            models:
              - names: gpt
                providers: openai
                prices: {input: 0, output: 1000}
              - names: cached
                providers: openai
                prices: {input: 100, cache-read: 10, output: 1000}
              - names: echo-1
                providers: echo
                prices: {input: 1, output: 1}
            """;

    private static final String YAML =
            """
            providers:
              echo: {}
              openai: { url: "http://127.0.0.1:%d/v1", api-key: sk-upstream }
            aliases:
              both: { targets: [openai/gpt, echo/echo-1] }
            prices: [prices.yaml]
            budgets:
              per-user: { usd-per-day: 0.01 }
              projects: { shop: { usd-per-month: 0.02 } }
            keys:
              # printf %%s two | sha256sum
              - { name: two, hash: "sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3", budgets: { usd-per-day: 1 } }
              # printf %%s one | sha256sum
              - { name: one, hash: "sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed", budgets: { usd-per-day: 0.000000001, tokens-per-request: 5000 } }
              # printf %%s free | sha256sum
              - { name: free, hash: "sha256:ad95d5fa651ba86d8923fe1238d24a4f1988a752acfe426ac72ac7c04471bc17", project: shop }
              # printf %%s admin | sha256sum
              - { name: admin, hash: "sha256:8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918", role: admin }
            """;

    private static final String ROUTE =
            """
            - rest:
                get:
                  - path: /api/v1/spend
                    to: direct:spend
            - route:
                id: spend
                from:
                  uri: direct:spend
                  steps:
                    - process: { ref: authenticate }
                    - process: { ref: tellSpend }
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger asked = new AtomicInteger();

    @TempDir
    Path folder;

    private DisposableServer upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create()
                .port(0)
                .route(routes -> routes.post("/v1/chat/completions", (request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .flatMap(body -> answer(request, response, body))))
                .bindNow();
        Files.writeString(folder.resolve("prices.yaml"), PRICES);
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(folder.resolve("routes/spend.yaml"), ROUTE);
        gateway = new TestGateway(folder, YAML.formatted(upstream.port()), List.of(), 4);
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.disposeNow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions|{\"model\":\"M\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}|$.error.code",
                "/v1/responses|{\"model\":\"M\",\"input\":\"Hi\"}|$.error.code",
                "/v1/messages|{\"model\":\"M\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}|$.error.type",
                "/v1beta/models/M:generateContent|{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}|$.error.status",
                "/api/chat|{\"model\":\"M\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}|$.error",
                "/api/generate|{\"model\":\"M\",\"prompt\":\"Hi\"}|$.error",
                "/v2/chat|{\"model\":\"M\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}|$.message",
                "/v1/embeddings|{\"model\":\"M\",\"input\":\"Hi\"}|$.error.code"
            })
    void aCallThatTheBudgetDoesNotPayForIsRefusedInItsDialect(String path, String body, String where) throws Exception {
        HttpResponse<String> answer = post("one", path.replace("M", "echo-1"), body.replace("M", "echo/echo-1"), "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("The budget of key 'one' for this day is used up");
        assertThat(JSON.readTree(answer.body())
                        .at(where.substring(1).replace('.', '/'))
                        .asText())
                .isNotEmpty();
        assertThat(answer.body()).doesNotContain("echo: Hi");
    }

    @Test
    void ofManyCallsAtOnceExactlyThoseThatArePaidForPass() throws Exception {
        List<Integer> statuses = IntStream.range(0, CALLS)
                .mapToObj(i -> client.sendAsync(chat("two", "gpt", 10, ""), BodyHandlers.ofString()))
                .toList()
                .stream()
                .map(answer -> answer.join().statusCode())
                .toList();

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(PAID_FOR);
        assertThat(statuses).filteredOn(status -> status == 422).hasSize(CALLS - PAID_FOR);
        assertThat(asked).hasValue(PAID_FOR);
        await().untilAsserted(() -> assertThat(
                        budget("key", "two").path("reserved_usd").decimalValue())
                .isEqualByComparingTo("0"));
        assertThat(spent("key", "two")).isEqualByComparingTo("1");
    }

    @Test
    void whatIsNotUsedIsGivenBackAndCachedInputIsCheaper() throws Exception {
        HttpResponse<String> answer = client.send(chat("two", "cached", 50, ""), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        // 60 × 100 and 40 from the cache × 10 and 10 × 1,000, for a million
        await().untilAsserted(() -> assertThat(spent("key", "two")).isEqualByComparingTo("0.0164"));
    }

    @Test
    void aProviderThatFailsCostsNothing() throws Exception {
        HttpResponse<String> answer = client.send(chat("two", "gpt", 13, ""), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(500);
        await().untilAsserted(() -> assertThat(
                        budget("key", "two").path("reserved_usd").decimalValue())
                .isEqualByComparingTo("0"));
        assertThat(spent("key", "two")).isEqualByComparingTo("0");
    }

    @Test
    void onlyTheProviderThatServesACallIsPaid() throws Exception {
        HttpResponse<String> answer = post(
                "two",
                "/v1/chat/completions",
                body("gpt", 12, ",\"stream\":true").replace("openai/gpt", "both"),
                "");

        assertThat(answer.headers().firstValue("x-ingate-attempts").orElse("")).contains("broken stream");
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        await().untilAsserted(() ->
                assertThat(spent("key", "two")).isBetween(new BigDecimal("0.000001"), new BigDecimal("0.0001")));
        assertThat(asked).hasValue(1);
    }

    @Test
    void aStreamCostsWhatItTells() throws Exception {
        HttpResponse<String> answer = client.send(
                chat("two", "gpt", 10, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"),
                BodyHandlers.ofString());

        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        await().untilAsserted(() -> assertThat(spent("key", "two")).isEqualByComparingTo("0.007"));
    }

    @Test
    void aStreamThatTellsNothingCostsItsPieces() throws Exception {
        HttpResponse<String> answer = client.send(chat("two", "gpt", 10, ",\"stream\":true"), BodyHandlers.ofString());

        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        await().untilAsserted(() -> assertThat(spent("key", "two")).isEqualByComparingTo("0.003"));
    }

    @Test
    void aClientThatLeavesPaysForWhatHasCome() throws Exception {
        HttpResponse<InputStream> answer =
                client.send(chat("two", "gpt", 11, ",\"stream\":true"), BodyHandlers.ofInputStream());
        assertThat(answer.body().read()).isEqualTo('d');

        answer.body().close();

        await().untilAsserted(() -> assertThat(spent("key", "two")).isEqualByComparingTo("0.003"));
    }

    @Test
    void aTranslatedCallCostsWhatItsProviderTells() throws Exception {
        HttpResponse<String> answer = post(
                "two",
                "/v1/messages",
                "{\"model\":\"openai/gpt\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "");

        assertThat(answer.statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(spent("key", "two")).isEqualByComparingTo("0.01"));
    }

    @Test
    void usersAndProjectsHaveBudgetsToo() throws Exception {
        assertThat(client.send(chat("two", "gpt", 10, ""), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("free", "/v1/chat/completions", body("gpt", 10, ""), "ann")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("free", "/v1/chat/completions", body("gpt", 10, ""), "ann")
                        .body())
                .contains("The budget of this user for this day");
        assertThat(post("free", "/v1/chat/completions", body("gpt", 10, ""), "bob")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("free", "/v1/chat/completions", body("gpt", 10, ""), "cid")
                        .body())
                .contains("The budget of project 'shop' for this month")
                .doesNotContain("spent");

        String today = LocalDate.now(ZoneOffset.UTC).toString();
        assertThat(budget("user", "ann").path("within").asText()).isEqualTo("project shop");
        assertThat(budget("user", "ann").path("period").asText()).isEqualTo(today);
        assertThat(budget("project", "shop").path("limit_usd").decimalValue()).isEqualByComparingTo("0.02");
    }

    @Test
    void aReloadRefillsNothing() throws Exception {
        assertThat(post("free", "/v1/chat/completions", body("gpt", 20, ""), "").statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(spent("project", "shop")).isEqualByComparingTo("0.01"));

        Files.writeString(
                folder.resolve("gateway.yaml"),
                YAML.formatted(upstream.port()).replace("aliases:\n", "aliases:\n  fresh: openai/gpt\n"));

        await().untilAsserted(() -> assertThat(models()).contains("fresh"));
        assertThat(post("free", "/v1/chat/completions", body("gpt", 20, ""), "").statusCode())
                .isEqualTo(422);
    }

    @Test
    void onlyAnAdministratorSeesTheSpend() throws Exception {
        assertThat(get("two").statusCode()).isEqualTo(403);
        assertThat(get("admin").statusCode()).isEqualTo(200);
    }

    /** Ten tokens, of a stream three pieces; a limit of 13 tokens fails, one of 12 breaks at once, one of 11 never ends. */
    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response, String body) {
        asked.incrementAndGet();
        assertThat(request.uri()).isEqualTo("/v1/chat/completions");
        if (body.contains("13,")) {
            return response.status(500)
                    .sendString(Mono.just("{\"error\":{\"message\":\"boom\"}}"))
                    .then();
        }
        if (!body.contains("\"stream\":true")) {
            return response.header("content-type", "application/json")
                    .sendString(Mono.just(
                            "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                                    + "\"content\":\"usage\"}}],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,"
                                    + "\"prompt_tokens_details\":{\"cached_tokens\":40}}}"))
                    .then();
        }
        if (body.contains("12,")) {
            return response.sse()
                    .sendString(Mono.just("data: {\"error\":{\"message\":\"boom\"}}\n\n"))
                    .then();
        }
        Flux<String> events = Flux.just(piece("one"), piece("two"), piece("three"));
        if (body.contains("include_usage")) {
            events = events.concatWith(
                    Mono.just("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":7}}\n\n"));
        }
        Flux<String> rest = body.contains("11,") ? Flux.never() : Flux.just("data: [DONE]\n\n");
        return response.sse().sendString(events.concatWith(rest)).then();
    }

    private static String piece(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    private HttpRequest chat(String key, String model, int limit, String more) {
        return request(key, "/v1/chat/completions")
                .POST(BodyPublishers.ofString(body(model, limit, more)))
                .build();
    }

    private static String body(String model, int limit, String more) {
        return "{\"model\":\"openai/" + model + "\",\"max_tokens\":" + limit
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]" + more + "}";
    }

    private HttpResponse<String> post(String key, String path, String body, String user) throws Exception {
        HttpRequest.Builder request = request(key, path).POST(BodyPublishers.ofString(body));
        if (!user.isEmpty()) {
            request.header("x-ingate-user-id", user);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json");
    }

    private String models() throws Exception {
        return client.send(request("two", "/v1/models").GET().build(), BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> get(String key) throws Exception {
        return client.send(request(key, "/api/v1/spend").GET().build(), BodyHandlers.ofString());
    }

    private BigDecimal spent(String kind, String name) throws Exception {
        return budget(kind, name).path("spent_usd").decimalValue();
    }

    private JsonNode budget(String kind, String name) throws Exception {
        for (JsonNode budget : JSON.readTree(get("admin").body()).path("budgets")) {
            if (budget.path("kind").asText().equals(kind)
                    && budget.path("name").asText().equals(name)) {
                return budget;
            }
        }
        throw new AssertionError("no budget of " + kind + " " + name);
    }
}
