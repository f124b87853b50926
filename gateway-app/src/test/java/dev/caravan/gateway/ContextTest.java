package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.ScriptedUpstream.Reply;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Conversations that are longer than a model reads. Each message has about a hundred tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContextTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String BALLAST = " x".repeat(200);
    private static final String TOO_LONG =
            """
            {"error":{"message":"This model's maximum context length is 300 tokens.","type":"invalid_request_error",\
            "param":"messages","code":"context_length_exceeded"}}""";
    private static final String SUMMARY =
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"They greeted.\"}}]}";

    private final HttpClient client = HttpClient.newHttpClient();

    private ScriptedUpstream upstream;
    private ScriptedUpstream other;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        upstream = new ScriptedUpstream();
        other = new ScriptedUpstream();
        Files.writeString(folder.resolve("prices.yaml"), "models:\n  - { names: [known], context-window: 450 }\n");
        gateway = new TestGateway(
                folder,
                """
                providers:
                  up: { plugin: openai, url: "%s", api-key: k }
                  other: { plugin: openai, url: "%s", api-key: k }
                aliases:
                  wide: { targets: [up/m], context-window-fallback: [other/long] }
                  both: { targets: [up/soft], context-window-fallback: [other/long] }
                context:
                  default: { strategy: drop-oldest }
                  models:
                    up/soft: { soft-limit: 450, hard-limit: 700 }
                    up/middle*: { soft-limit: 650, strategy: middle-out }
                    up/sum: { soft-limit: 450, strategy: summarize, summarizer: other/small }
                """
                        .formatted(upstream.url(), other.url()),
                List.of());
    }

    @AfterAll
    void stop() {
        gateway.close();
        upstream.close();
        other.close();
    }

    @BeforeEach
    void forget() {
        upstream.reset();
        other.reset();
    }

    @Test
    void whatIsAboveTheSoftLimitLosesItsOldestMessages() throws Exception {
        HttpResponse<String> answer = post(CHAT, chat("up/soft", 7));

        assertThat(header(answer)).isEqualTo("dropped=4");
        assertThat(asked(upstream)).containsExactly("0", "5", "6", "7");
        assertThat(upstream.bodies().get(0)).contains("\"model\":\"soft\"").contains("\"temperature\":0.5");
    }

    @Test
    void whatFitsGoesAsItIs() throws Exception {
        HttpResponse<String> answer = post(CHAT, chat("up/soft", 1));

        assertThat(header(answer)).isEmpty();
        assertThat(upstream.bodies().get(0)).isEqualTo(chat("up/soft", 1).replace("up/soft", "soft"));
    }

    @Test
    void whatCannotBeMadeToFitIsRefusedInTheCallersDialect() throws Exception {
        String body = chat("up/soft", 1).replace("x x", "x".repeat(40));

        HttpResponse<String> chat = post(CHAT, body);
        HttpResponse<String> messages = post("/v1/messages", body.replaceFirst("\\{", "{\"max_tokens\":9,"));

        assertThat(chat.statusCode()).isEqualTo(400);
        assertThat(chat.body()).contains("\"code\":\"context_length_exceeded\"").contains("'up/soft' reads 700");
        assertThat(messages.statusCode()).isEqualTo(400);
        assertThat(messages.body()).contains("\"type\":\"invalid_request_error\"");
        assertThat(upstream.bodies()).isEmpty();
    }

    @Test
    void whatAModelReadsIsItsLimitWhereNoneIsSet() throws Exception {
        HttpResponse<String> answer = post(CHAT, chat("up/known", 7));

        assertThat(header(answer)).isEqualTo("dropped=4");
    }

    @Test
    void theMiddleMayGoInstead() throws Exception {
        HttpResponse<String> answer = post(CHAT, chat("up/middle-1", 7));

        assertThat(header(answer)).isEqualTo("dropped=2");
        assertThat(asked(upstream)).containsExactly("0", "1", "2", "5", "6", "7");
    }

    @Test
    void aModelMaySummarizeWhatIsLeftOut() throws Exception {
        other.always(Reply.json(200, SUMMARY));

        HttpResponse<String> answer = post(CHAT, chat("up/sum", 7));

        assertThat(header(answer)).isEqualTo("summarized=4");
        assertThat(other.bodies()).hasSize(1);
        assertThat(other.bodies().get(0))
                .contains("\"model\":\"small\"")
                .contains("user: 1")
                .contains("assistant: 4");
        assertThat(upstream.bodies().get(0)).contains("They greeted.");
        assertThat(asked(upstream)).hasSize(5).contains("0", "5", "6", "7");
    }

    @Test
    void aSummarizerThatFailsIsDoneWithout() throws Exception {
        other.always(Reply.json(500, "{}"));

        HttpResponse<String> answer = post(CHAT, chat("up/sum", 7));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer)).isEqualTo("dropped=4");
    }

    @Test
    void whatTheProviderFindsTooLongIsSentOnceMoreAndHalfAsLong() throws Exception {
        upstream.next(Reply.json(400, TOO_LONG));

        HttpResponse<String> answer = post(CHAT, chat("up/m", 7));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer)).isEqualTo("dropped=6");
        assertThat(upstream.bodies()).hasSize(2);
        assertThat(asked(upstream)).containsExactly("0", "7");
    }

    @Test
    void soIsATranslatedRequest() throws Exception {
        upstream.next(Reply.json(400, TOO_LONG));
        upstream.always(Reply.json(200, SUMMARY));

        HttpResponse<String> answer = post("/v1/messages", chat("up/m", 7).replaceFirst("\\{", "{\"max_tokens\":9,"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer)).startsWith("dropped=");
    }

    @Test
    void whatIsStillTooLongThenIsTheProvidersOwnError() throws Exception {
        upstream.always(Reply.json(400, TOO_LONG));

        HttpResponse<String> answer = post(CHAT, chat("up/m", 7));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(TOO_LONG);
        assertThat(upstream.bodies()).hasSize(2);
    }

    @Test
    void anyOtherErrorIsPassedOnByteForByte() throws Exception {
        String error = "{ \"error\" : {\"message\":\"Invalid value for 'temperature'.\",\"code\":null}}";
        upstream.always(Reply.json(400, error));

        HttpResponse<String> answer = post(CHAT, chat("up/m", 7));

        assertThat(answer.body()).isEqualTo(error);
        assertThat(upstream.bodies()).hasSize(1);
    }

    @Test
    void anAliasMayNameWhoReadsMore() throws Exception {
        upstream.always(Reply.json(400, TOO_LONG));
        other.always(Reply.json(200, "{\"from\":\"other\"}"));

        HttpResponse<String> answer = post(CHAT, chat("wide", 7));

        assertThat(answer.body()).isEqualTo("{\"from\":\"other\"}");
        assertThat(asked(other)).as("nothing is left out").hasSize(8);
        assertThat(answer.headers().firstValue("x-ingate-attempts").orElse(""))
                .matches("up/m \\(context-length, \\d+ ms\\), other/long");
    }

    @Test
    void whatEvenThatOneCannotReadIsMadeShorter() throws Exception {
        upstream.always(Reply.json(400, TOO_LONG));
        other.next(Reply.json(400, TOO_LONG));

        HttpResponse<String> answer = post(CHAT, chat("wide", 7));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(asked(other)).containsExactly("0", "7");
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** A system message {@code 0}, and messages from {@code 1}, the user's odd ones and the model's even ones. */
    private static String chat(String model, int messages) {
        StringBuilder body = new StringBuilder("{\"model\":\"" + model + "\",\"messages\":[" + message("system", 0));
        for (int i = 1; i <= messages; i++) {
            body.append(',').append(message(i % 2 == 1 ? "user" : "assistant", i));
        }
        return body + "],\"temperature\":0.5}";
    }

    private static String message(String role, int number) {
        return "{\"role\":\"" + role + "\",\"content\":\"" + number + BALLAST + "\"}";
    }

    /** The first words of the messages that came last. */
    private static List<String> asked(ScriptedUpstream provider) {
        List<String> bodies = provider.bodies();
        JsonNode body = Objects.requireNonNull(Json.parse(bodies.get(bodies.size() - 1)));
        List<String> words = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            words.add(message.path("content").asText().split(" ", 2)[0]);
        }
        return words;
    }

    private static String header(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-ingate-context").orElse("");
    }
}
