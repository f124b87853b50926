package dev.caravan.provider.ollama.embeddings;

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

class OllamaEmbeddingDialectTest {

    private final EmbeddingDialect dialect = new OllamaEmbeddingDialect();
    private final Losses losses = new Losses();

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(EmbeddingDialect.class))
                .extracting(EmbeddingDialect::name)
                .contains("ollama-embeddings");
    }

    @Test
    void readsOneTextAndSeveral() {
        assertThat(read("{\"model\":\"m\",\"input\":\"a\",\"truncate\":true}"))
                .isEqualTo(new EmbeddingRequest("m", List.of("a"), null, false, null, null));
        assertThat(read("{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":64}"))
                .isEqualTo(new EmbeddingRequest("m", List.of("a", "b"), 64, false, null, null));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void writesWhatItReads() {
        String body = "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":64}";

        assertThat(dialect.encodeRequest(read(body), losses).body()).isEqualTo(json(body));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void namesWhatItCannotCarryOver() {
        read("{\"input\":\"a\",\"truncate\":false,\"keep_alive\":\"5m\",\"options\":{\"num_ctx\":1}}");
        dialect.encodeRequest(new EmbeddingRequest("m", List.of("a"), null, true, "clustering", "u"), losses);

        assertThat(losses.fields()).containsExactly("truncate", "options.num_ctx", "keep_alive", "input_type", "user");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"model":"m"}             | input
            {"input":[]}              | input
            {"input":7}               | input
            {"input":["a",7]}         | input[1]
            {"input":"a","options":7} | options
            """)
    void refusesWhatIsNotOfTheDialectAndNamesTheField(String body, String param) {
        assertThatThrownBy(() -> read(body))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(param);
                });
    }

    @Test
    void readsTheReferencesAnswerAndWritesItButForTheServersOwnTimes() throws IOException {
        EmbeddingAnswer answer = dialect.decodeAnswer(golden(), losses);

        assertThat(answer.model()).isEqualTo("all-minilm");
        assertThat(answer.inputTokens()).isEqualTo(8);
        assertThat(answer.vectors())
                .containsExactly(new float[] {0.010071029f, -0.0017594862f}, new float[] {0.05007221f, 1f});
        EmbeddingRequest request = new EmbeddingRequest("asked", List.of("a", "b"), null, false, null, null);
        assertThat(dialect.encodeAnswer(answer, request, losses))
                .hasToString("{\"model\":\"all-minilm\",\"embeddings\":[[0.010071029,-0.0017594862],[0.05007221,1.0]],"
                        + "\"prompt_eval_count\":8}");
    }

    @Test
    void namesTheModelThatWasAskedForWhereTheProviderDoesNot() {
        EmbeddingRequest request = new EmbeddingRequest("asked", List.of("a"), null, false, null, null);

        assertThat(dialect.encodeAnswer(new EmbeddingAnswer(null, null, List.of(), -1), request, losses))
                .hasToString("{\"model\":\"asked\",\"embeddings\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"embeddings\":{}}",
                "{\"embeddings\":[[\"x\"]]}",
                "{\"embeddings\":[{\"a\":1}]}",
                "{\"error\":\"boom\"}"
            })
    void blamesTheProviderForAnAnswerThatCannotBeRead(String body) {
        assertThatThrownBy(() -> dialect.decodeAnswer(json(body), losses))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(502));
    }

    @Test
    void readsErrors() {
        assertThat(dialect.decodeError(400, Json.object().put("error", "invalid input type"))
                        .text())
                .isEqualTo("invalid input type");
    }

    private EmbeddingRequest read(String body) {
        return dialect.decodeRequest(new WireRequest(null, false, (ObjectNode) json(body)), losses);
    }

    private static JsonNode golden() throws IOException {
        try (InputStream file = OllamaEmbeddingDialectTest.class.getResourceAsStream("/embeddings/answer.json")) {
            return Objects.requireNonNull(Json.parse(Objects.requireNonNull(file)));
        }
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
