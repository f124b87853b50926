package dev.caravan.provider.cohere.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingDialect;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CohereEmbeddingDialectTest {

    private final EmbeddingDialect dialect = new CohereEmbeddingDialect();
    private final Losses losses = new Losses();

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(EmbeddingDialect.class))
                .extracting(EmbeddingDialect::name)
                .contains("cohere-embeddings");
    }

    @Test
    void readsARequest() {
        assertThat(
                        read(
                                "{\"model\":\"embed-v4.0\",\"input_type\":\"search_query\",\"texts\":[\"a\",\"b\"],"
                                        + "\"embedding_types\":[\"base64\"],\"output_dimension\":256,\"truncate\":\"END\",\"priority\":0}"))
                .isEqualTo(new EmbeddingRequest("embed-v4.0", List.of("a", "b"), 256, true, "search_query", null));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsInputsOfTexts() {
        assertThat(
                        read("{\"inputs\":[{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]},"
                                        + "{\"content\":[{\"type\":\"text\",\"text\":\"c\"}]}]}")
                                .inputs())
                .containsExactly("a\nb", "c");
    }

    @Test
    void namesWhatItCannotCarryOver() {
        read("{\"texts\":[\"a\"],\"truncate\":\"START\",\"priority\":2,\"max_tokens\":9,"
                + "\"embedding_types\":[\"float\",\"base64\"]}");

        assertThat(losses.fields()).containsExactly("embedding_types.base64", "truncate", "priority", "max_tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"model":"m"}                                                     | texts
            {"texts":"a"}                                                     | texts
            {"texts":["a",1]}                                                 | texts[1]
            {"images":["data:image/png;base64,iVBO"]}                         | images
            {"texts":["a"],"input_type":"image"}                              | input_type
            {"texts":["a"],"embedding_types":["int8"]}                        | embedding_types
            {"inputs":[{"content":[{"type":"image_url"}]}]}                   | inputs[0].content[0].type
            """)
    void refusesWhatItCannotReadAndNamesTheField(String body, String param) {
        assertThatThrownBy(() -> read(body))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(param);
                });
    }

    @Test
    void writesARequestForDocumentsUnlessThePurposeIsKnown() {
        WireRequest written =
                dialect.encodeRequest(new EmbeddingRequest("embed-v4.0", List.of("a"), 512, true, null, null), losses);

        assertThat(written.body())
                .isEqualTo(json("{\"model\":\"embed-v4.0\",\"texts\":[\"a\"],\"input_type\":\"search_document\","
                        + "\"embedding_types\":[\"float\"],\"output_dimension\":512}"));
        assertThat(written.model()).isEqualTo("embed-v4.0");
        assertThat(losses.fields()).isEmpty();
        assertThat(inputType("clustering")).isEqualTo("clustering");
        assertThat(losses.fields()).isEmpty();
        assertThat(inputType("fact_checking")).isEqualTo("search_document");
        assertThat(losses.fields()).containsExactly("input_type");
    }

    @Test
    void namesTheUser() {
        dialect.encodeRequest(new EmbeddingRequest("m", List.of("a"), null, false, null, "u"), losses);

        assertThat(losses.fields()).containsExactly("user");
    }

    @Test
    void readsTheReferencesAnswerAndWritesItAsItWas() throws IOException {
        JsonNode golden = golden();

        EmbeddingAnswer answer = dialect.decodeAnswer(golden, losses);

        assertThat(answer.id()).isEqualTo("da6e");
        assertThat(answer.inputTokens()).isEqualTo(2);
        assertThat(answer.vectors()).containsExactly(new float[] {0.016296387f, -0.0084f}, new float[] {0.25f, -1f});
        EmbeddingRequest request = new EmbeddingRequest("m", List.of("hello", "goodbye"), null, false, null, null);
        EmbeddingAnswer again =
                dialect.decodeAnswer(json(Json.text(dialect.encodeAnswer(answer, request, losses))), losses);
        assertThat(again.vectors()).containsExactlyElementsOf(answer.vectors());
        assertThat(again.inputTokens()).isEqualTo(2);
        ObjectNode written = (ObjectNode) dialect.encodeAnswer(answer, request, losses);
        written.remove("embeddings");
        ObjectNode expected = golden.deepCopy();
        expected.remove("embeddings");
        assertThat(json(Json.text(written))).isEqualTo(expected);
    }

    @Test
    void writesAndReadsBase64OfLittleEndianFloats() {
        EmbeddingAnswer answer = new EmbeddingAnswer(null, null, List.of(new float[] {1f, -0.5f}), -1);

        JsonNode written =
                dialect.encodeAnswer(answer, new EmbeddingRequest("m", List.of("a"), null, true, null, null), losses);

        assertThat(written.at("/embeddings/base64/0").asText()).isEqualTo("AACAPwAAAL8=");
        assertThat(written.path("id").asText()).isNotBlank();
        assertThat(written.path("meta").has("billed_units")).isFalse();
        EmbeddingAnswer read = dialect.decodeAnswer(written, losses);
        assertThat(read.vectors()).containsExactly(new float[] {1f, -0.5f});
        assertThat(read.inputTokens()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"embeddings\":{}}",
                "{\"embeddings\":{\"float\":[\"x\"]}}",
                "{\"embeddings\":{\"float\":[[true]]}}",
                "{\"embeddings\":{\"base64\":[\"%\"]}}",
                "{\"embeddings\":{\"base64\":[\"AAA=\"]}}",
                "{\"embeddings\":{\"base64\":[1]}}"
            })
    void blamesTheProviderForAnAnswerThatCannotBeRead(String body) {
        assertThatThrownBy(() -> dialect.decodeAnswer(json(body), losses))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(502));
    }

    @Test
    void readsErrors() {
        assertThat(dialect.decodeError(400, Json.object().put("message", "total number of texts must be at most 96"))
                        .text())
                .isEqualTo("total number of texts must be at most 96");
    }

    private String inputType(String purpose) {
        return dialect.encodeRequest(new EmbeddingRequest("m", List.of("a"), null, false, purpose, null), losses)
                .body()
                .path("input_type")
                .asText();
    }

    private EmbeddingRequest read(String body) {
        return dialect.decodeRequest(new WireRequest(null, false, (ObjectNode) json(body)), losses);
    }

    private static JsonNode golden() throws IOException {
        try (InputStream file = CohereEmbeddingDialectTest.class.getResourceAsStream("/embeddings/answer.json")) {
            return Objects.requireNonNull(Json.parse(Objects.requireNonNull(file)));
        }
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
