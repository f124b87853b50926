package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.guardrails.WordKind;
import dev.caravan.processors.guardrails.GuardrailResult;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Guardrails, from the configuration to what clients of each dialect and providers see. */
class GuardrailsTest {

    private static final String YAML =
            """
            providers:
              echo: {}
              openai: { url: "http://127.0.0.1:%d/v1", api-key: sk-upstream }
            guardrails:
            """;

    private static final String SCANNERS =
            """
              names: { kind: test-word, word: Robinson, label: name, on: input, action: redact, restore: true }
              secret: { kind: test-word, word: hunter2, label: password, action: block }
              place: { kind: test-word, word: Timbuktu, label: place, on: output, action: redact }
              topic: { kind: test-word, word: politics, action: warn }
              silent: { kind: test-word, word: weather, action: shadow }
            """;

    private static final String JUDGES = """
              rude: { kind: test-judge, word: idiot }
            """;

    private static final String WATCHERS =
            """
              topic: { kind: test-word, word: politics, action: warn }
              silent: { kind: test-word, word: weather, action: shadow }
              rude: { kind: test-judge, word: idiot, action: shadow }
              broken: { kind: test-word, word: breaks, action: shadow }
            """;

    private static final String PROJECT =
            """
            projects:
              shop:
                id: 0b2f6f3e-1111-4222-8333-444455556666
                endpoints:
                  open: { model: openai/gpt, streaming: true }
                  tell: { model: openai/gpt, streaming: true, template: "In {{language}}: {{input}}" }
                  talk: { model: openai/gpt, streaming: true, guardrails: [mails] }
            """;

    private static final String MAILS =
            "  mails: { kind: pii, on: %s, action: redact, restore: true, everywhere: false }\n";

    /** A client of a dialect; each is served by a provider that speaks OpenAI's chat. */
    private enum Client {
        CHAT(
                "/v1/chat/completions",
                "/v1/chat/completions",
                "{\"model\":\"%s\",\"stream\":%b,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
        MESSAGES(
                "/v1/messages",
                "/v1/messages",
                "{\"model\":\"%s\",\"max_tokens\":99,\"stream\":%b,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
        RESPONSES("/v1/responses", "/v1/responses", "{\"model\":\"%s\",\"stream\":%b,\"input\":\"%s\"}"),
        GEMINI(
                "/v1beta/models/%s:generateContent",
                "/v1beta/models/%s:streamGenerateContent?alt=sse",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"%3$s\"}]}]}"),
        OLLAMA(
                "/api/chat",
                "/api/chat",
                "{\"model\":\"%s\",\"stream\":%b,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
        OLLAMA_GENERATE("/api/generate", "/api/generate", "{\"model\":\"%s\",\"stream\":%b,\"prompt\":\"%s\"}"),
        COHERE(
                "/v2/chat",
                "/v2/chat",
                "{\"model\":\"%s\",\"stream\":%b,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}");

        private final String wholePath;
        private final String streamPath;
        private final String body;

        Client(String wholePath, String streamPath, String body) {
            this.wholePath = wholePath;
            this.streamPath = streamPath;
            this.body = body;
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<List<GuardrailResult>> results = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private String says = "Hello.";
    private Mono<String> pause = Mono.empty();
    private DisposableServer upstream;
    private TestGateway gateway;

    @BeforeEach
    void startUpstream() {
        upstream = HttpServer.create()
                .port(0)
                .route(routes -> routes.post("/v1/chat/completions", (request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .doOnNext(asked::add)
                        .flatMapMany(body -> body.contains("\"stream\":true")
                                ? response.header("content-type", "text/event-stream")
                                        .send(streamed(), flushed -> true)
                                : response.header("content-type", "application/json")
                                        .sendString(Flux.just(whole())))))
                .bindNow();
    }

    private void guardedBy(String guardrails) throws IOException {
        gateway = new TestGateway(
                folder,
                YAML.formatted(upstream.port()) + guardrails,
                List.of((call, end) -> results.add(call.guardrails().results())));
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.disposeNow();
        assertThat(WordKind.open()).isZero();
    }

    @Test
    void whatIsRedactedOfTheInputNoProviderSeesAndTheClientGetsBack() throws Exception {
        guardedBy(SCANNERS);
        says = "Dear [name-1], dear [name-2].";
        for (Client dialect : Client.values()) {
            asked.clear();
            HttpResponse<String> whole = ask(dialect, "openai/gpt", false, "I am Robinson.");
            HttpResponse<String> stream = ask(dialect, "openai/gpt", true, "I am Robinson.");

            assertThat(asked).hasSize(2).allSatisfy(request -> assertThat(request)
                    .contains("I am [name-1].")
                    .doesNotContain("Robinson"));
            assertThat(whole.body()).contains("Dear Robinson, dear [name-2].");
            assertThat(StreamedText.of(stream.body())).isEqualTo("Dear Robinson, dear [name-2].");
            assertThat(whole.headers().firstValue("x-ingate-guardrails")).contains("names=redact(name:1)");
        }
    }

    @Test
    void aSchemaInTheConfigurationHasItsNumbersAndTextsAsTheyAreWritten() throws Exception {
        guardedBy(
                """
                  shape:
                    kind: json-schema
                    on: input
                    schema:
                      type: object
                      properties: { word: { type: string, maxLength: 4 }, version: { const: "7" } }
                      additionalProperties: false
                """);

        assertThat(ask(Client.CHAT, "openai/gpt", false, "{\\\"word\\\":\\\"four\\\",\\\"version\\\":\\\"7\\\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask(Client.CHAT, "openai/gpt", false, "{\\\"word\\\":\\\"fives\\\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(ask(Client.CHAT, "openai/gpt", false, "{\\\"version\\\":7}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void whatIsRedactedOfTheOutputNoClientSeesHoweverItIsCut() throws Exception {
        guardedBy(SCANNERS);
        says = "From Timbuktu to Timbukt, Timbuktu";
        for (Client dialect : Client.values()) {
            HttpResponse<String> whole = ask(dialect, "openai/gpt", false, "Where?");
            HttpResponse<String> stream = ask(dialect, "openai/gpt", true, "Where?");

            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.body())
                    .contains("From [place] to Timbukt, [place]")
                    .doesNotContain("Timbuktu");
            assertThat(whole.headers().firstValue("x-ingate-guardrails")).contains("place=redact(place:2)");
            assertThat(whole.headers().firstValueAsLong("content-length"))
                    .hasValue(whole.body().length());
            assertThat(StreamedText.of(stream.body())).isEqualTo("From [place] to Timbukt, [place]");
            assertThat(stream.body()).doesNotContain("Timbuktu");
        }
    }

    @Test
    void whatIsBlockedOfTheInputReachesNoProvider() throws Exception {
        guardedBy(SCANNERS);
        for (Client dialect : Client.values()) {
            HttpResponse<String> answer = ask(dialect, "openai/gpt", false, "It is hunter2.");

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body())
                    .contains("Blocked by guardrail 'secret': password.")
                    .doesNotContain("hunter2");
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void whatIsBlockedOfTheOutputReachesNoClient() throws Exception {
        guardedBy(SCANNERS);
        says = "hunter2 it is.";
        for (Client dialect : Client.values()) {
            HttpResponse<String> whole = ask(dialect, "openai/gpt", false, "Tell me.");
            HttpResponse<String> stream = ask(dialect, "openai/gpt", true, "Tell me.");

            assertThat(List.of(whole, stream)).allSatisfy(answer -> {
                assertThat(answer.statusCode()).isEqualTo(422);
                assertThat(answer.body())
                        .contains("Blocked by guardrail 'secret': password.")
                        .doesNotContain("it is");
            });
        }
    }

    @Test
    void aJudgeMayRefuseWhatIsAsked() throws Exception {
        guardedBy(JUDGES);
        for (Client dialect : Client.values()) {
            HttpResponse<String> answer = ask(dialect, "openai/gpt", true, "You idiot.");

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains("Blocked by guardrail 'rude': It is not nice.");
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void aJudgeMayRefuseAnAnswerOfWhichThenNothingGoesOut() throws Exception {
        guardedBy(JUDGES);
        says = "Well, you are an idiot.";
        for (Client dialect : Client.values()) {
            HttpResponse<String> whole = ask(dialect, "openai/gpt", false, "Tell me.");
            HttpResponse<String> stream = ask(dialect, "openai/gpt", true, "Tell me.");

            assertThat(List.of(whole, stream)).allSatisfy(answer -> {
                assertThat(answer.statusCode()).isEqualTo(422);
                assertThat(answer.body())
                        .contains("Blocked by guardrail 'rude': It is not nice.")
                        .doesNotContain("Well");
            });
        }
    }

    @Test
    void whatOnlyWatchesIsTakenDown() throws Exception {
        guardedBy(WATCHERS);
        HttpResponse<String> answer = ask(Client.CHAT, "openai/gpt", false, "Let us talk politics and weather.");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(whole());
        assertThat(answer.headers().allValues("x-ingate-guardrails")).containsExactly("topic=warn(word:1)");
        await().untilAsserted(() -> assertThat(results).hasSize(1));
        assertThat(results.get(0))
                .extracting(GuardrailResult::toString)
                .contains(
                        "GuardrailResult[guardrail=topic, side=INPUT, outcome=WARNED, labels={word=1}, reason=]",
                        "GuardrailResult[guardrail=silent, side=INPUT, outcome=SHADOWED, labels={word=1}, reason=]");
    }

    @Test
    void aStreamThatIsOnlyWatchedPassesByteForByte() throws Exception {
        guardedBy(WATCHERS);
        says = "politics, weather, idiot";

        HttpResponse<String> answer = ask(Client.CHAT, "openai/gpt", true, "Go on.");

        assertThat(answer.body()).isEqualTo(String.join("", letters()));
        await().untilAsserted(() -> assertThat(results).hasSize(1));
        assertThat(results.get(0))
                .extracting(
                        GuardrailResult::guardrail, result -> result.outcome().word())
                .contains(tuple("topic", "warned"), tuple("silent", "shadowed"), tuple("broken", "failed"));
    }

    @Test
    void aStreamThatIsBlockedOnItsWayEndsInTheDialectsError() throws Exception {
        guardedBy(SCANNERS);
        for (Client dialect : Client.values()) {
            says = "It is hunter";
            Sinks.Empty<String> more = Sinks.empty();
            pause = more.asMono().thenReturn(chunk("{\"content\":\"2 now\"}", "null"));
            HttpResponse<InputStream> answer =
                    client.send(request(dialect, "openai/gpt", true, "Tell me."), BodyHandlers.ofInputStream());
            StringBuilder body = new StringBuilder();
            while (!StreamedText.of(body.toString()).equals("It is ")) {
                body.append((char) answer.body().read());
            }
            more.tryEmitEmpty();
            body.append(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(StreamedText.of(body.toString())).isEqualTo("It is ");
            assertThat(body.toString())
                    .contains("Blocked by guardrail 'secret': password.")
                    .doesNotContain("[DONE]", "message_stop", "response.completed", "COMPLETE");
        }
    }

    @Test
    void aGuardrailThatBreaksClosesTheWayUnlessItIsToldNotTo() throws Exception {
        guardedBy("  odd: { kind: test-word, word: breaks }\n");
        HttpResponse<String> closed = ask(Client.MESSAGES, "openai/gpt", false, "Hello.");
        gateway.close();
        guardedBy("  odd: { kind: test-word, word: breaks, when-failing: open }\n");
        HttpResponse<String> open = ask(Client.MESSAGES, "openai/gpt", false, "Hello.");

        assertThat(closed.statusCode()).isEqualTo(422);
        assertThat(closed.body()).contains("Guardrail 'odd' failed").doesNotContain("quotes", "Exception");
        assertThat(open.statusCode()).isEqualTo(200);
        assertThat(open.body()).contains("Hello.");
    }

    @Test
    void argumentsOfToolsAreTextsToo() throws Exception {
        guardedBy(SCANNERS);
        String body =
                "{\"model\":\"echo/echo-1\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"to Timbuktu, says Robinson\"}],"
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"go\",\"parameters\":{\"type\":\"object\","
                        + "\"properties\":{\"where\":{\"type\":\"string\"}},\"required\":[\"where\"]}}}],\"tool_choice\":\"required\"}";

        String stream = post("/v1/chat/completions", body).body();

        StringBuilder arguments = new StringBuilder();
        for (String line : stream.split("\n", -1)) {
            JsonNode event = Json.parse(line.startsWith("data: ") ? line.substring(6) : line);
            arguments.append(
                    event == null
                            ? ""
                            : event.at("/choices/0/delta/tool_calls/0/function/arguments")
                                    .asText());
        }
        assertThat(arguments).hasToString("{\"where\":\"to [place], says Robinson\"}");
    }

    @Test
    void embeddingsAndImagesAreGuardedOnTheirWayIn() throws Exception {
        guardedBy(SCANNERS);

        HttpResponse<String> embeddings =
                post("/v1/embeddings", "{\"model\":\"echo/echo-embedding\",\"input\":[\"hunter2\"]}");
        HttpResponse<String> image = post("/v1/images/generations", "{\"model\":\"echo/x\",\"prompt\":\"hunter2\"}");

        assertThat(List.of(embeddings, image))
                .allSatisfy(answer -> assertThat(answer.body()).contains("Blocked by guardrail 'secret'"));
    }

    @Test
    void aLargeBodyAndALargeAnswerAreGuardedAsWell() throws Exception {
        guardedBy(SCANNERS);
        says = "y".repeat(400_000) + " Timbuktu";

        HttpResponse<String> answer = ask(Client.MESSAGES, "openai/gpt", false, "x".repeat(400_000) + " Robinson");

        assertThat(asked.get(0)).contains("x [name-1]");
        assertThat(answer.body()).contains("y [place]");
    }

    @Test
    void theVariablesOfAnEndpointAreGuardedLikeItsMessage() throws Exception {
        guardedBy(SCANNERS + PROJECT);
        says = "Dear [name-1].";

        for (String variable : List.of("\"hunter2\"", "{\"hunter2\":1}", "[1,\"hunter2\"]")) {
            HttpResponse<String> refused =
                    endpoint("tell", "{\"message\":\"hi\",\"variables\":{\"language\":%s}}".formatted(variable));

            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("Blocked by guardrail 'secret'");
            assertThat(asked).isEmpty();
        }
        HttpResponse<String> redacted =
                endpoint("tell", "{\"message\":\"I am Robinson\",\"variables\":{\"language\":\"that of Robinson\"}}");

        assertThat(asked).singleElement().asString().contains("In that of [name-1]: I am [name-1]");
        assertThat(redacted.body()).contains("Dear Robinson.");
        endpoint("tell", "{\"message\":\"hi\",\"variables\":{\"language\":7}}");
        assertThat(asked.get(1)).contains("In 7: hi");
    }

    @Test
    void fieldsOfAnInputThatTheTemplateTakesAreGuardedWithoutTheirEscapes() throws Exception {
        guardedBy(SCANNERS + PROJECT);
        says = "ok";

        HttpResponse<String> refused = endpoint("tell", fieldOfTheInput("hunter\\u0032"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Blocked by guardrail 'secret'");
        assertThat(asked).isEmpty();

        endpoint("tell", fieldOfTheInput("\\u0052obinson"));
        assertThat(asked).singleElement().asString().contains("In [name-1]: {");
    }

    private static String fieldOfTheInput(String escaped) {
        return Json.text(Json.object().put("message", "{\"language\":\"" + escaped + "\"}"));
    }

    @Test
    void whatOneTurnOfASessionRedactsNoLaterTurnTellsTheProvider() throws Exception {
        guardedBy(MAILS.formatted("[input, output]") + PROJECT);
        for (boolean stream : List.of(false, true)) {
            asked.clear();
            says = "I write to [email-1].";
            HttpResponse<String> first = endpoint(
                    "talk",
                    "{\"message\":\"my mail is bob@example.com\",\"session\":true,\"stream\":%b}".formatted(stream));
            says = "Also to [email-2].";
            HttpResponse<String> second = resume(first, stream, "and also eve@example.com");
            resume(first, stream, "and amy@example.com, bye");

            assertThat(first.body() + StreamedText.of(first.body())).contains("I write to bob@example.com.");
            assertThat(second.body() + StreamedText.of(second.body())).contains("Also to eve@example.com.");
            assertThat(asked).hasSize(3).noneMatch(request -> request.contains("@example.com"));
            assertThat(asked.get(1)).contains("my mail is [email-1]", "I write to [email-1].", "and also [email-2]");
            assertThat(asked.get(2)).contains("and also [email-2]", "Also to [email-2].", "and [email-3], bye");
        }
    }

    @Test
    void numbersThatASessionKnowsFromRedactedAnswersAreNotUsedAgain() throws Exception {
        guardedBy(MAILS.formatted("[input, output]") + PROJECT);
        says = "Ask bob@example.com.";
        HttpResponse<String> first = endpoint("talk", "{\"message\":\"Who?\",\"session\":true}");
        says = "Or eve@example.com.";
        HttpResponse<String> second = resume(first, false, "Who else?");

        assertThat(first.body()).contains("Ask [email-1].");
        assertThat(second.body()).contains("Or [email-2].");
    }

    @Test
    void whatASessionRemembersFromAnOpenEndpointIsGuardedAsWell() throws Exception {
        guardedBy(MAILS.formatted("input") + PROJECT);
        HttpResponse<String> first = endpoint("open", "{\"message\":\"my mail is bob@example.com\",\"session\":true}");
        resume(first, false, "not eve@example.com, bob@example.com");

        assertThat(asked.get(0)).contains("bob@example.com");
        assertThat(asked.get(1))
                .contains("my mail is [email-1]", "not [email-2], [email-1]")
                .doesNotContain("@example.com");
    }

    private HttpResponse<String> resume(HttpResponse<String> first, boolean stream, String text) throws Exception {
        String session = first.headers().firstValue("x-ingate-session-id").orElse("");
        return endpoint(
                "talk", "{\"message\":\"%s\",\"session_id\":\"%s\",\"stream\":%b}".formatted(text, session, stream));
    }

    private HttpResponse<String> endpoint(String slug, String body) throws Exception {
        return post("/api/0b2f6f3e-1111-4222-8333-444455556666/" + slug, body);
    }

    private HttpResponse<String> ask(Client dialect, String model, boolean stream, String text) throws Exception {
        return client.send(request(dialect, model, stream, text), BodyHandlers.ofString());
    }

    private HttpRequest request(Client dialect, String model, boolean stream, String text) {
        String path = (stream ? dialect.streamPath : dialect.wholePath).formatted(model);
        return request(path, dialect.body.formatted(model, stream, text));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(request(path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** The letters, those that may come later, and the end. */
    private Flux<ByteBuf> streamed() {
        List<String> events = letters();
        int end = events.size() - 2;
        return Flux.concat(
                        Flux.fromIterable(events.subList(0, end)),
                        pause,
                        Flux.fromIterable(events.subList(end, end + 2)))
                .map(event -> Unpooled.copiedBuffer(event, StandardCharsets.UTF_8));
    }

    private String whole() {
        return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt\",\"choices\":[{\"index\":0,"
                + "\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"" + says + "\"}}]}";
    }

    /** What the upstream says, letter by letter. */
    private List<String> letters() {
        List<String> events = new ArrayList<>();
        says.chars().forEach(letter -> events.add(chunk("{\"content\":\"" + (char) letter + "\"}", "null")));
        events.add(chunk("{}", "\"stop\""));
        events.add("data: [DONE]\n\n");
        return events;
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt\",\"choices\":[{"
                + "\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }
}
