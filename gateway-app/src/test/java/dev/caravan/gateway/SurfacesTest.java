package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.RecordingProvider.Asked;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Completions, images, audio, moderations and rerank: what the provider gets, what the client gets, and what it costs. */
class SurfacesTest {

    private static final String YAML =
            """
            providers:
              openai: { url: "%1$s", api-key: sk-up, responses: true }
              cohere: { url: "%1$s", api-key: co-up }
              backup: { plugin: openai, url: "%2$s", api-key: sk-up }
              echo: {}
            aliases:
              scribe: { targets: [openai/whisper-1, backup/whisper-2] }
            limits:
              models: { openai/rare: { requests-per-minute: 1 } }
            prices: [prices.yaml]
            keys:
              # printf %%s two | sha256sum
              - { name: two, hash: "sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3", allowed-models: [whisper-1, tts-1] }
              # printf %%s one | sha256sum
              - { name: one, hash: "sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed", budgets: { usd-per-day: 0.0005 } }
              # printf %%s free | sha256sum
              - { name: free, hash: "sha256:ad95d5fa651ba86d8923fe1238d24a4f1988a752acfe426ac72ac7c04471bc17" }
            """;

    private static final String PRICES =
            """
            models:
              - {names: gpt-3.5-turbo-instruct, prices: {input: 1, output: 2}}
              - {names: whisper-1, prices: {second: 0.0001}}
              - {names: gpt-4o-transcribe, prices: {input: 1, audio-input: 6, output: 10}}
              - {names: tts-1, prices: {character: 0.00001}}
              - {names: rerank-v3.5, prices: {search: 0.002}}
              - {names: jina-reranker, prices: {input: 1, output: 0}}
              - {names: dall-e-2, prices: {image: 0.02}}
              - {names: gpt-image-1, prices: {input: 5, image-output: 40}}
            """;

    private static final String LONG = "\r\n--xY\0".repeat(300_000);

    private static final RecordingProvider PROVIDER = new RecordingProvider();
    private static final RecordingProvider BACKUP = new RecordingProvider();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static @Nullable TestGateway started;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(folder.resolve("prices.yaml"), PRICES);
        started = new TestGateway(folder, YAML.formatted(PROVIDER.url(), BACKUP.url()), List.of());
    }

    @AfterAll
    static void stop() {
        gateway().close();
        PROVIDER.close();
        BACKUP.close();
    }

    @BeforeEach
    void forget() throws Exception {
        PROVIDER.reset();
        BACKUP.reset();
        gateway().forgetKept();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/completions, /v1/completions, prompt",
        "/completions, /v1/completions, prompt",
        "/v1/responses/compact, /v1/responses/compact, input",
        "/responses/compact, /v1/responses/compact, input",
        "/v1/responses/input_tokens, /v1/responses/input_tokens, input",
        "/v1/images/generations, /v1/images/generations, prompt",
        "/v1/images/edits, /v1/images/edits, prompt",
        "/images/edits, /v1/images/edits, prompt",
        "/v1/audio/speech, /v1/audio/speech, input",
        "/audio/speech, /v1/audio/speech, input",
        "/v1/moderations, /v1/moderations, input",
        "/moderations, /v1/moderations, input",
        "/v1/rerank, /v1/rerank, documents",
        "/rerank, /v1/rerank, documents",
        "/v2/rerank, /v2/rerank, documents",
    })
    void jsonGoesToThePreferredProviderWithTheModelOfThere(String path, String upstream, String field)
            throws Exception {
        String provider = path.endsWith("rerank") ? "cohere" : "openai";

        HttpResponse<byte[]> plain = json(path, "{ \"%s\":\"x\", \"model\":\"m\" ,\"n\":1}".formatted(field));
        HttpResponse<byte[]> prefixed =
                json(path, "{ \"%s\":\"x\", \"model\":\"%s/m\" ,\"n\":1}".formatted(field, provider));

        assertThat(List.of(plain.statusCode(), prefixed.statusCode())).containsExactly(200, 200);
        assertThat(PROVIDER.asked()).hasSize(2).allSatisfy(asked -> {
            assertThat(asked.uri()).isEqualTo(upstream);
            assertThat(asked.text()).isEqualTo("{ \"%s\":\"x\", \"model\":\"m\" ,\"n\":1}".formatted(field));
        });
        assertThat(plain.headers().firstValue("x-ingate-served-by")).hasValue(provider);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/images/variations, /v1/images/variations",
        "/images/variations, /v1/images/variations",
        "/v1/images/edits, /v1/images/edits",
        "/v1/audio/transcriptions, /v1/audio/transcriptions",
        "/audio/transcriptions, /v1/audio/transcriptions",
        "/v1/audio/translations, /v1/audio/translations",
        "/audio/translations, /v1/audio/translations",
    })
    void aFormArrivesByteForByte(String path, String upstream) throws Exception {
        String form = field("model", "m") + file("a\0b") + field("prompt", "Grüße") + END;

        assertThat(form(path, form).statusCode()).isEqualTo(200);
        assertThat(form(path, form.replace("\r\nm\r", "\r\nopenai/m\r")).statusCode())
                .isEqualTo(200);

        assertThat(PROVIDER.asked()).hasSize(2).allSatisfy(asked -> {
            assertThat(asked.uri()).isEqualTo(upstream);
            assertThat(asked.headers())
                    .containsEntry("content-type", TYPE)
                    .containsEntry("content-length", Integer.toString(form.length()))
                    .containsEntry("authorization", "Bearer sk-up");
            assertThat(asked.text()).isEqualTo(form);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLongFileStreamsThroughWhereverTheModelStands(boolean before) throws Exception {
        String form = before ? field("model", "openai/m") + file(LONG) + END : file(LONG) + field("model", "m") + END;

        HttpResponse<byte[]> answer = form("/v1/audio/transcriptions", form);

        assertThat(answer.statusCode()).isEqualTo(200);
        Asked asked = PROVIDER.only();
        assertThat(asked.text()).isEqualTo(form.replace("openai/m", "m"));
        assertThat(asked.headers())
                .containsEntry("content-length", Integer.toString(asked.text().length()));
        assertThat(row()).containsEntry("MODEL", before ? "openai/m" : "m").containsEntry("SERVED_MODEL", "m");
    }

    @Test
    void aChunkedFormStaysOne() throws Exception {
        byte[] form = bytes(field("model", "openai/m") + file(LONG) + END);
        HttpRequest request = request("/v1/audio/transcriptions", "free")
                .header("content-type", TYPE)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(form)))
                .build();

        assertThat(CLIENT.send(request, BodyHandlers.ofByteArray()).statusCode())
                .isEqualTo(200);
        assertThat(PROVIDER.only().text())
                .isEqualTo(new String(form, StandardCharsets.ISO_8859_1).replace("openai/m", "m"));
        assertThat(PROVIDER.only().headers()).containsEntry("transfer-encoding", "chunked");
    }

    @ParameterizedTest
    @CsvSource({
        "free, scribe, 400, model_after_file",
        "free, backup/whisper-2, 400, model_after_file",
        "free, rare, 400, model_after_file",
        "two, gpt-4o-transcribe, 403, model_not_allowed",
        "two, '', 403, model_not_allowed",
    })
    void aModelBehindALongFileThatComesTooLateEndsTheCall(String key, String model, int status, String code)
            throws Exception {
        String form = file(LONG) + (model.isEmpty() ? "" : field("model", model)) + END;

        HttpResponse<byte[]> answer = form("/v1/audio/transcriptions", key, form);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(text(answer)).contains("\"code\":\"" + code + "\"").contains("\"param\":\"model\"");
        assertThat(PROVIDER.asked()).isEmpty();
        assertThat(BACKUP.begun()).isZero();
    }

    @Test
    void aKeyUsesItsModelsOnlyWhereverTheyStand() throws Exception {
        assertThat(form("/v1/audio/transcriptions", "two", file(LONG) + field("model", "whisper-1") + END)
                        .statusCode())
                .isEqualTo(200);
        assertThat(form("/v1/audio/transcriptions", "two", file("a") + field("model", "whisper-1") + END)
                        .statusCode())
                .isEqualTo(200);
        assertThat(form("/v1/audio/transcriptions", "two", file("a") + field("model", "other") + END)
                        .statusCode())
                .isEqualTo(403);
        assertThat(form("/v1/audio/transcriptions", "two", file("a") + END).statusCode())
                .isEqualTo(403);
        assertThat(PROVIDER.begun()).isEqualTo(2);
    }

    @Test
    void aShortFormIsSentToTheNextTargetWhenTheFirstFails() throws Exception {
        PROVIDER.answers(503, "application/json", "{}");
        BACKUP.answers(200, "application/json", "{\"text\":\"hi\"}");

        HttpResponse<byte[]> answer = form("/v1/audio/transcriptions", field("model", "scribe") + file("abc") + END);

        assertThat(text(answer)).isEqualTo("{\"text\":\"hi\"}");
        assertThat(PROVIDER.only().text()).contains("\r\nwhisper-1\r");
        assertThat(BACKUP.only().text()).contains("\r\nwhisper-2\r").contains("abc");
    }

    @Test
    void aLongFormIsSentOnceAndTheProvidersErrorComesThrough() throws Exception {
        PROVIDER.answers(503, "application/json", "{\"error\":{\"message\":\"busy\"}}");

        HttpResponse<byte[]> answer = form("/v1/audio/transcriptions", field("model", "scribe") + file(LONG) + END);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(text(answer)).contains("busy");
        assertThat(BACKUP.begun()).isZero();
    }

    @Test
    void withoutAModelTheProviderAnswersAsItLikes() throws Exception {
        PROVIDER.answers(400, "application/json", "{\"error\":{\"message\":\"you must provide a model parameter\"}}");

        HttpResponse<byte[]> answer = form("/v1/audio/transcriptions", file("abc") + END);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer)).contains("you must provide");
    }

    @Test
    void aMalformedFormIsRefusedInTheCallersDialect() throws Exception {
        HttpResponse<byte[]> answer = form("/v1/audio/transcriptions", "what?");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer)).contains("\"code\":\"invalid_form\"");
        assertThat(json("/v1/audio/transcriptions", "{}").statusCode()).isEqualTo(415);
        assertThat(PROVIDER.begun()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|{'text':'hi','usage':{'type':'duration','seconds':7}}|whisper-1||0.0007",
                "application/json|{'text':'hi','usage':{'type':'tokens','input_tokens':14,'input_token_details':{'text_tokens':4,'audio_tokens':10},'output_tokens':45,'total_tokens':59}}|gpt-4o-transcribe|59|0.000514",
                "text/event-stream|data: {'type':'transcript.text.done','text':'hi','usage':{'type':'tokens','input_tokens':10,'output_tokens':5}}~~|gpt-4o-transcribe|15|0.00006",
                "application/json|{'text':'hi'}|whisper-1||",
                "application/json|{'text':'hi'}|gpt-4o-transcribe||",
                "text/plain|hi|gpt-4o-transcribe||",
                "text/vtt|WEBVTT|whisper-1||",
            },
            quoteCharacter = '`')
    void aTranscriptionCostsWhatItsAnswerTells(
            String type, String answer, String model, @Nullable Long tokens, @Nullable BigDecimal cost)
            throws Exception {
        String told = answer.replace('\'', '"').replace('~', '\n');
        PROVIDER.answers(200, type, told);

        HttpResponse<byte[]> got = form("/v1/audio/transcriptions", field("model", model) + file("abc") + END);

        assertThat(got.headers().firstValue("content-type")).hasValue(type);
        assertThat(text(got)).isEqualTo(told);
        Map<String, @Nullable Object> row = row();
        assertThat((BigDecimal) row.get("COST")).isEqualTo(cost == null ? null : cost.setScale(12));
        assertThat(row.get("INPUT_TOKENS") == null).isEqualTo(tokens == null);
        if (tokens != null) {
            assertThat((Long) row.get("INPUT_TOKENS") + (Long) row.get("OUTPUT_TOKENS"))
                    .isEqualTo(tokens);
        }
    }

    @Test
    void speechComesThroughByteForByteAndCostsByItsCharacters() throws Exception {
        byte[] sound = bytes("ID3\0\u00ff".repeat(50_000));
        PROVIDER.answers("audio/mpeg", sound);

        HttpResponse<byte[]> answer =
                json("/v1/audio/speech", "{\"model\":\"tts-1\",\"input\":\"Grüße 👋\",\"voice\":\"alloy\"}");

        assertThat(answer.headers().firstValue("content-type")).hasValue("audio/mpeg");
        assertThat(answer.body()).isEqualTo(sound);
        assertThat((BigDecimal) row().get("COST")).isEqualByComparingTo("0.00007");
    }

    @Test
    void anErrorCostsNothing() throws Exception {
        PROVIDER.answers(400, "application/json", "{\"error\":{}}");

        json("/v1/audio/speech", "{\"model\":\"tts-1\",\"input\":\"Hello\",\"voice\":\"alloy\"}");

        assertThat(row().get("COST")).isNull();
    }

    @Test
    void aBudgetHoldsWhatSpeechWillCost() throws Exception {
        HttpResponse<byte[]> answer = send(request("/v1/audio/speech", "one")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"tts-1\",\"input\":\"%s\"}".formatted("x".repeat(51)))));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(text(answer)).contains("budget_exceeded");
        assertThat(PROVIDER.begun()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'results':[],'meta':{'billed_units':{'search_units':3}}}|rerank-v3.5|0.006",
                "{'usage':{'total_tokens':2000},'results':[]}|jina-reranker|0.002",
                "{'results':[]}|rerank-v3.5|",
            },
            quoteCharacter = '`')
    void aRankingCostsByItsSearchesOrTokens(String answer, String model, @Nullable BigDecimal cost) throws Exception {
        PROVIDER.answers(200, "application/json", answer.replace('\'', '"'));

        json("/v1/rerank", "{\"model\":\"%s\",\"query\":\"q\",\"documents\":[\"a\"]}".formatted(model));

        assertThat((BigDecimal) row().get("COST")).isEqualTo(cost == null ? null : cost.setScale(12));
    }

    @Test
    void aCompactionCostsWhatItsAnswerTells() throws Exception {
        PROVIDER.answers(
                200,
                "application/json",
                "{\"object\":\"response.compaction\",\"output\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":20}}");

        json("/v1/responses/compact", "{\"model\":\"gpt-3.5-turbo-instruct\",\"input\":\"a\"}");

        assertThat(row()).containsEntry("INPUT_TOKENS", 10L).containsEntry("OUTPUT_TOKENS", 20L);
        assertThat((BigDecimal) row().get("COST")).isEqualByComparingTo("0.00005");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatPassesThroughUnreadIsNamedAndPricedByItsAnswer(boolean streamed) throws Exception {
        String usage = "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20,\"total_tokens\":30}";
        String model = "\"id\":\"c\",\"model\":\"gpt-3.5-turbo-instruct\",";
        PROVIDER.answers(
                200,
                streamed ? "text/event-stream" : "application/json",
                streamed
                        ? "data: {" + model + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\ndata: {"
                                + model + "\"choices\":[]," + usage + "}\n\ndata: [DONE]\n\n"
                        : "{" + model
                                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"}}],"
                                + usage + "}");

        json("/proxy/openai/v1/chat/completions", "{\"model\":\"gpt-3.5-turbo-instruct\",\"messages\":[]}");

        assertThat(row())
                .containsEntry("MODEL", "gpt-3.5-turbo-instruct")
                .containsEntry("SERVED_MODEL", "gpt-3.5-turbo-instruct")
                .containsEntry("STREAM", streamed)
                .containsEntry("OUTPUT_TOKENS", 20L);
        assertThat((BigDecimal) row().get("COST")).isEqualByComparingTo("0.00005");
    }

    @ParameterizedTest
    @CsvSource({"one, gpt-3.5-turbo-instruct, 422, budget_exceeded", "two, m, 403, model_not_allowed"})
    void aCompactionNeedsABudgetAndItsModel(String key, String model, int status, String code) throws Exception {
        HttpResponse<byte[]> answer = send(request("/v1/responses/compact", key)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"%s\",\"input\":\"a\"}".formatted(model))));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(text(answer)).contains(code);
        assertThat(PROVIDER.begun()).isZero();
    }

    @Test
    void imagesOfAFormCostByTheirNumberOrTheirTokens() throws Exception {
        form("/v1/images/variations", field("model", "dall-e-2") + file("abc") + field("n", "3") + END);
        assertThat((BigDecimal) row().get("COST")).isEqualByComparingTo("0.06");
        gateway().forgetKept();

        PROVIDER.answers(
                200,
                "text/event-stream",
                "event: image_edit.partial_image\ndata: {\"type\":\"image_edit.partial_image\",\"b64_json\":\"QUJD\"}\n\n"
                        + "event: image_edit.completed\ndata: {\"type\":\"image_edit.completed\",\"b64_json\":\"QUJD\","
                        + "\"usage\":{\"input_tokens\":100,\"output_tokens\":1000,\"total_tokens\":1100}}\n\n");
        HttpResponse<byte[]> edited =
                form("/v1/images/edits", file("abc") + field("model", "gpt-image-1") + field("stream", "true") + END);

        assertThat(text(edited)).contains("image_edit.completed");
        assertThat(row()).containsEntry("STREAM", true).containsEntry("OUTPUT_TOKENS", 1000L);
        assertThat((BigDecimal) row().get("COST")).isEqualByComparingTo("0.0405");
    }

    @Test
    void aCompletionIsMeteredWholeAndAsAStream() throws Exception {
        String usage = "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20,\"total_tokens\":30}";
        PROVIDER.answers(200, "application/json", "{\"choices\":[{\"text\":\"hi\"}]," + usage + "}");
        json("/v1/completions", "{\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":[[1,2],[3]]}");
        assertThat((BigDecimal) row().get("COST")).isEqualByComparingTo("0.00005");
        gateway().forgetKept();

        String stream = "data: {\"choices\":[{\"text\":\"hi\"}]}\n\ndata: {\"choices\":[]," + usage + "}\n\n";
        PROVIDER.answers(200, "text/event-stream", stream + "data: [DONE]\n\n");
        HttpResponse<byte[]> whole =
                json("/v1/completions", "{\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":\"a\",\"stream\":true}");
        assertThat(text(whole)).isEqualTo(stream + "data: [DONE]\n\n");
        assertThat(row()).containsEntry("INPUT_TOKENS", 10L).containsEntry("OUTPUT_TOKENS", 20L);

        PROVIDER.answers(200, "text/event-stream", stream);
        assertThat(text(json(
                        "/v1/completions", "{\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":\"a\",\"stream\":true}")))
                .startsWith(stream)
                .contains("provider_stream_broken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/completions|{'model':'echo/m','prompt':'Say hi'}|echo: Say hi",
                "/v1/moderations|{'model':'echo/m','input':'violence'}|\"flagged\":true",
                "/v1/rerank|{'model':'echo/m','query':'a','documents':['a','b']}|search_units",
                "/v1/audio/speech|{'model':'echo/m','input':'Hello','voice':'alloy'}|WAVEfmt",
                "/v1/images/edits|{'model':'echo/m','prompt':'a cat'}|b64_json",
            },
            quoteCharacter = '`')
    void echoAnswersEverySurface(String path, String body, String expected) throws Exception {
        assertThat(text(json(path, body.replace('\'', '"')))).contains(expected);
    }

    @Test
    void echoTakesFormsOfAnyLength() throws Exception {
        assertThat(text(form("/v1/audio/transcriptions", field("model", "echo/m") + file("abc") + END)))
                .contains("echo: a.mp3");
        String form = field("model", "echo/m") + file(LONG) + END;
        assertThat(text(form("/v1/audio/translations", form))).contains("a form of " + form.length() + " bytes");
        assertThat(text(form("/v1/images/variations", field("model", "echo/m") + file("abc") + END)))
                .contains("b64_json");
    }

    private static final String TYPE = "multipart/form-data; boundary=xYz";
    private static final String END = "--xYz--\r\n";

    private static String field(String name, String value) {
        return "--xYz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String contents) {
        return "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n"
                + "Content-Type: audio/mpeg\r\n\r\n" + contents + "\r\n";
    }

    private static HttpResponse<byte[]> json(String path, String body) throws Exception {
        return send(
                request(path, "free").header("content-type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<byte[]> form(String path, String form) throws Exception {
        return form(path, "free", form);
    }

    private static HttpResponse<byte[]> form(String path, String key, String form) throws Exception {
        return send(request(path, key).header("content-type", TYPE).POST(BodyPublishers.ofByteArray(bytes(form))));
    }

    private static HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(gateway().uri(path)).header("authorization", "Bearer " + key);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Map<String, @Nullable Object> row() {
        await().untilAsserted(() ->
                assertThat(gateway().rows("SELECT id FROM exchange")).isNotEmpty());
        List<Map<String, @Nullable Object>> rows = gateway().rows("SELECT * FROM exchange ORDER BY id");
        return rows.get(rows.size() - 1);
    }

    private static TestGateway gateway() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }
}
