package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.ScriptedUpstream.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Answers that are given again, from the configuration to what a client sees. */
class CacheTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String HELLO = "{\"model\":\"up/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String HELLO_STREAM = HELLO.replaceFirst("\\{", "{\"stream\":true,");
    private static final String ANSWER =
            """
            {"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":\
            {"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,\
            "completion_tokens":1,"total_tokens":2}}""";
    private static final String EVENT = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedUpstream();
        upstream.always(new Reply(
                200,
                Map.of(
                        "content-type", "application/json",
                        "x-request-id", "req_upstream",
                        "x-ratelimit-remaining-tokens", "7",
                        "openai-processing-ms", "42"),
                Flux.just(ANSWER)));
        gateway = new TestGateway(folder, yaml(""), List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private String yaml(String aliases) {
        return """
                providers:
                  up: { plugin: openai, url: "%1$s", api-key: k }
                  open: { plugin: openai, url: "%1$s", auth: passthrough }
                  tuned: { plugin: openai, url: "%1$s", api-key: k, forward-headers: [x-tuning] }
                cache: { enabled: true, ttl: 5m, max-entry: 1KiB, projects: [shop] }
                keys:
                  # printf %%s two | sha256sum
                  - { name: two, hash: "sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3", project: shop }
                  # printf %%s one | sha256sum
                  - { name: one, hash: "sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed", project: shop }
                  # printf %%s few | sha256sum
                  - { name: few, hash: "sha256:fa95e5080882f52bd40ccab2dee9c88c4d1fad7ad1093f93a0edcd8fb42d2bee", project: shop, limits: { tokens-per-minute: 100000 } }
                  # printf %%s free | sha256sum
                  - { name: free, hash: "sha256:ad95d5fa651ba86d8923fe1238d24a4f1988a752acfe426ac72ac7c04471bc17" }
                %2$s
                """
                .formatted(upstream.url(), aliases);
    }

    @Test
    void aHitUsesNoTokens() throws Exception {
        post("few", CHAT, HELLO);
        HttpResponse<String> second = post("few", CHAT, HELLO);
        HttpResponse<String> third = post("few", CHAT, HELLO);

        assertThat(header(third, "x-ingate-cache")).startsWith("hit");
        assertThat(Integer.parseInt(header(third, "x-ratelimit-remaining-tokens")))
                .isGreaterThanOrEqualTo(Integer.parseInt(header(second, "x-ratelimit-remaining-tokens")));
    }

    @Test
    void theSameQuestionIsAnsweredWithoutTheProvider() throws Exception {
        HttpResponse<String> first = post("one", CHAT, HELLO);
        gateway.pass(Duration.ofSeconds(12));
        HttpResponse<String> second = post("one", CHAT, HELLO);

        assertThat(header(first, "x-ingate-cache")).isEqualTo("miss");
        assertThat(header(second, "x-ingate-cache")).isEqualTo("hit; age=12");
        assertThat(second.body()).isEqualTo(ANSWER);
        assertThat(header(second, "content-type")).isEqualTo("application/json");
        assertThat(header(second, "content-length")).isEqualTo(Integer.toString(ANSWER.length()));
        assertThat(header(second, "x-ingate-served-by")).isEqualTo("up");
        assertThat(upstream.bodies()).hasSize(1);
        assertThat(gateway.metric("caravan.cache", "result", "hit")).isEqualTo(1);
        assertThat(gateway.metric("caravan.cache", "result", "miss")).isEqualTo(1);
        assertThat(gateway.metric("caravan.cache", "result", "kept")).isEqualTo(1);
    }

    @Test
    void whatTheProviderSaidOfTheFirstCallIsNotSaidOfTheSecond() throws Exception {
        HttpResponse<String> first = post("one", CHAT, HELLO);
        HttpResponse<String> second = post("one", CHAT, HELLO);

        assertThat(header(first, "x-request-id")).isEqualTo("req_upstream");
        assertThat(header(second, "x-request-id")).isEqualTo(header(second, "x-ingate-request-id"));
        assertThat(header(second, "x-ratelimit-remaining-tokens")).isEmpty();
        assertThat(header(second, "openai-processing-ms")).isEmpty();
    }

    @Test
    void aStreamIsGivenAgainAsAStream() throws Exception {
        upstream.next(Reply.stream(Flux.just(EVENT, EVENT, "data: [DONE]\n\n")));

        HttpResponse<String> first = post("one", CHAT, HELLO_STREAM);
        HttpResponse<String> second = post("one", CHAT, HELLO_STREAM);

        assertThat(second.body()).isEqualTo(first.body()).isEqualTo(EVENT + EVENT + "data: [DONE]\n\n");
        assertThat(header(second, "content-type")).isEqualTo("text/event-stream");
        assertThat(header(second, "x-ingate-cache")).isEqualTo("hit; age=0");
        assertThat(upstream.bodies()).hasSize(1);
    }

    @Test
    void aStreamAndAWholeAnswerAreNotTheSame() throws Exception {
        post("one", CHAT, HELLO);
        upstream.next(Reply.stream(Flux.just(EVENT, "data: [DONE]\n\n")));

        assertThat(header(post("one", CHAT, HELLO_STREAM), "x-ingate-cache")).isEqualTo("miss");
    }

    @Test
    void aClientOfAnotherDialectGetsItsOwn() throws Exception {
        String messages = HELLO.replaceFirst("\\{", "{\"max_tokens\":9,\"container\":\"c\",");

        HttpResponse<String> first = post("one", "/v1/messages", messages);
        HttpResponse<String> second = post("one", "/v1/messages", messages);

        assertThat(header(second, "x-ingate-cache")).startsWith("hit");
        assertThat(second.body()).isEqualTo(first.body()).contains("\"type\":\"message\"");
        assertThat(header(second, "x-ingate-translation-loss"))
                .isEqualTo(header(first, "x-ingate-translation-loss"))
                .isNotEmpty();
        assertThat(header(second, "request-id")).isEqualTo(header(second, "x-ingate-request-id"));
    }

    @Test
    void embeddingsAreKept() throws Exception {
        String body = "{\"model\":\"up/e\",\"input\":\"hello\"}";
        upstream.always(Reply.json(200, "{\"object\":\"list\",\"data\":[]}"));

        post("one", "/v1/embeddings", body);

        assertThat(header(post("one", "/embeddings", body), "x-ingate-cache")).startsWith("hit");
    }

    @Test
    void theKeysOfAProjectShareAndNobodyElse() throws Exception {
        post("one", CHAT, HELLO);

        assertThat(header(post("two", CHAT, HELLO), "x-ingate-cache")).startsWith("hit");
        assertThat(header(post("free", CHAT, HELLO, "X-Ingate-Cache", "true"), "x-ingate-cache"))
                .isEqualTo("miss");
        assertThat(header(post("free", CHAT, HELLO, "X-Ingate-Cache", "true"), "x-ingate-cache"))
                .startsWith("hit");
        assertThat(upstream.bodies()).hasSize(2);
    }

    @Test
    void whoDoesNotAskForItAndIsNotNamedHasNoCache() throws Exception {
        assertThat(header(post("free", CHAT, HELLO), "x-ingate-cache")).isEmpty();
        assertThat(header(post("free", CHAT, HELLO), "x-ingate-cache")).isEmpty();
        assertThat(upstream.bodies()).hasSize(2);
    }

    @Test
    void whoDoesNotWantItHasNone() throws Exception {
        post("one", CHAT, HELLO);

        assertThat(header(post("one", CHAT, HELLO, "X-Ingate-Cache", "false"), "x-ingate-cache"))
                .isEmpty();
        assertThat(header(post("one", CHAT, HELLO, "Cache-Control", "max-age=0, no-store"), "x-ingate-cache"))
                .isEmpty();
        assertThat(upstream.bodies()).hasSize(3);
    }

    @Test
    void whoWantsAFreshAnswerRenewsTheKeptOne() throws Exception {
        post("one", CHAT, HELLO);
        upstream.next(Reply.json(200, "{\"new\":1}"));

        assertThat(post("one", CHAT, HELLO, "Cache-Control", "no-cache").body()).isEqualTo("{\"new\":1}");
        assertThat(post("one", CHAT, HELLO).body()).isEqualTo("{\"new\":1}");
        assertThat(upstream.bodies()).hasSize(2);
    }

    @Test
    void anAnswerGrowsOld() throws Exception {
        post("one", CHAT, HELLO);

        gateway.pass(Duration.ofMinutes(4));
        assertThat(header(post("one", CHAT, HELLO), "x-ingate-cache")).isEqualTo("hit; age=240");
        gateway.pass(Duration.ofMinutes(1).plusSeconds(1));
        assertThat(header(post("one", CHAT, HELLO), "x-ingate-cache")).isEqualTo("miss");
    }

    @Test
    void theCallerMaySayHowOldAnAnswerMayBe() throws Exception {
        post("one", CHAT, HELLO, "X-Ingate-Cache", "1h");
        gateway.pass(Duration.ofMinutes(10));

        assertThat(header(post("one", CHAT, HELLO, "X-Ingate-Cache", "1h"), "x-ingate-cache"))
                .isEqualTo("hit; age=600");
        assertThat(header(post("one", CHAT, HELLO, "X-Ingate-Cache", "9m"), "x-ingate-cache"))
                .isEqualTo("miss");
    }

    @Test
    void aWishThatIsNoneIsRefused() throws Exception {
        HttpResponse<String> answer = post("one", CHAT, HELLO, "X-Ingate-Cache", "perhaps");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("expected true, false or a time such as 10m");
    }

    @Test
    void headersThatChangeAnAnswerMakeAnotherQuestion() throws Exception {
        post("one", CHAT, HELLO);
        assertThat(header(post("one", CHAT, HELLO, "OpenAI-Beta", "x"), "x-ingate-cache"))
                .isEqualTo("miss");

        String tuned = HELLO.replace("up/m", "tuned/m");
        post("one", CHAT, tuned, "X-Tuning", "a");
        assertThat(header(post("one", CHAT, tuned, "X-Tuning", "a"), "x-ingate-cache"))
                .startsWith("hit");
        assertThat(header(post("one", CHAT, tuned, "X-Tuning", "b"), "x-ingate-cache"))
                .isEqualTo("miss");
    }

    @Test
    void anErrorIsNotKept() throws Exception {
        upstream.next(Reply.json(500, "{\"error\":{\"message\":\"no\"}}"));

        assertThat(post("one", CHAT, HELLO).statusCode()).isEqualTo(500);
        assertThat(post("one", CHAT, HELLO).body()).isEqualTo(ANSWER);
        assertThat(upstream.bodies()).hasSize(2);
    }

    @Test
    void aStreamThatBrokeIsNotKept() throws Exception {
        upstream.next(
                Reply.stream(Flux.just(EVENT)),
                Reply.stream(Flux.just(EVENT, "data: {\"error\":{\"message\":\"x\"}}\n\n")));

        assertThat(post("one", CHAT, HELLO_STREAM).body()).contains("\"error\"");
        assertThat(post("one", CHAT, HELLO_STREAM).body()).contains("\"error\"");
        upstream.next(Reply.stream(Flux.just(EVENT, "data: [DONE]\n\n")));
        assertThat(header(post("one", CHAT, HELLO_STREAM), "x-ingate-cache")).isEqualTo("miss");
        assertThat(gateway.metric("caravan.cache", "result", "not-kept")).isEqualTo(2);
    }

    @Test
    void aStreamWhoseClientLeftIsNotKept() throws Exception {
        upstream.next(Reply.stream(Flux.concat(Flux.just(EVENT), Flux.never())));
        HttpResponse<InputStream> left = client.send(request("one", CHAT, HELLO_STREAM), BodyHandlers.ofInputStream());
        try (InputStream body = left.body()) {
            assertThat(body.read()).isEqualTo('d');
        }

        await().untilAsserted(() -> assertThat(gateway.metric("caravan.cache", "result", "not-kept"))
                .isEqualTo(1));
        upstream.next(Reply.stream(Flux.just(EVENT, "data: [DONE]\n\n")));
        assertThat(header(post("one", CHAT, HELLO_STREAM), "x-ingate-cache")).isEqualTo("miss");
    }

    @Test
    void anAnswerThatIsTooLongIsNotKeptAndComesWholeNevertheless() throws Exception {
        String answer = "{\"text\":\"" + "x".repeat(2000) + "\"}";
        upstream.always(Reply.json(200, answer));

        assertThat(post("one", CHAT, HELLO).body()).isEqualTo(answer);
        assertThat(header(post("one", CHAT, HELLO), "x-ingate-cache")).isEqualTo("miss");
        assertThat(gateway.metric("caravan.cache", "result", "too-large")).isEqualTo(2);
    }

    @Test
    void whatAClientsOwnAccountAnswersIsNotKept() throws Exception {
        String open = HELLO.replace("up/m", "open/m");

        assertThat(header(post("one", CHAT, open), "x-ingate-cache")).isEmpty();
        post("one", CHAT, open);
        assertThat(upstream.bodies()).hasSize(2);
    }

    @Test
    void aLargeQuestionIsRecognisedToo() throws Exception {
        String large = HELLO.replace("hello", "x".repeat(400_000));

        post("one", CHAT, large);

        assertThat(header(post("one", CHAT, large), "x-ingate-cache")).startsWith("hit");
    }

    @Test
    void whatIsKeptOutlivesAReload() throws Exception {
        post("one", CHAT, HELLO);
        Files.writeString(folder.resolve("gateway.yaml"), yaml("aliases: { fresh: up/m }"));
        String fresh = HELLO.replace("up/m", "fresh");
        await().until(() -> {
            post("one", CHAT, fresh, "X-Ingate-Cache", "false");
            List<String> asked = upstream.bodies();
            return asked.get(asked.size() - 1).contains("\"model\":\"m\"");
        });

        assertThat(header(post("one", CHAT, HELLO), "x-ingate-cache")).startsWith("hit");
    }

    private HttpResponse<String> post(String key, String path, String body, String... headers) {
        try {
            return client.send(request(key, path, body, headers), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String key, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
