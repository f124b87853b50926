package dev.caravan.provider.openai.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiEmbeddingDialectTest {

    private final OpenAiEmbeddingDialect dialect = new OpenAiEmbeddingDialect();
    private final Losses losses = new Losses();

    @Test
    void readsWhatTheSdksSend() {
        EmbeddingRequest request = read(
                "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\",\"dimensions\":8,\"user\":\"u\"}");

        assertThat(request).isEqualTo(new EmbeddingRequest("m", List.of("a", "b"), 8, true, null, "u"));
        assertThat(losses.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"model":"m"}                                    | input
            {"model":"m","input":[]}                         | input
            {"model":"m","input":[1,2]}                      | input
            {"model":"m","input":[[1,2]]}                    | input
            {"model":"m","input":["a",1]}                    | input[1]
            {"model":"m","input":"a","encoding_format":"x"}  | encoding_format
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
    void aRequestComesBackAsItWas() {
        EmbeddingRequest request = new EmbeddingRequest("m", List.of("a", "ü"), 256, false, null, "u");

        assertThat(dialect.decodeRequest(dialect.encodeRequest(request, losses), losses))
                .isEqualTo(request);
        assertThat(losses.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerComesBackToTheLastBit(boolean base64) {
        float[] vector = {0.1f, -2.5e-8f, Float.MIN_VALUE, 1f / 3};
        EmbeddingAnswer answer = new EmbeddingAnswer(null, "m", List.of(vector), 7);
        EmbeddingRequest request = new EmbeddingRequest("m", List.of("a"), null, base64, null, null);

        JsonNode written = dialect.encodeAnswer(answer, request, losses);
        EmbeddingAnswer read = dialect.decodeAnswer(Objects.requireNonNull(Json.parse(Json.text(written))), losses);

        assertThat(written.at("/data/0/embedding").isTextual()).isEqualTo(base64);
        assertThat(read.vectors().get(0)).isEqualTo(vector);
        assertThat(read.inputTokens()).isEqualTo(7);
    }

    @Test
    void vectorsStandInTheOrderOfTheirIndexes() {
        EmbeddingAnswer read = dialect.decodeAnswer(
                Objects.requireNonNull(
                        Json.parse(
                                "{\"data\":[{\"index\":1,\"embedding\":[2]},{\"index\":0,\"embedding\":[1]}],\"model\":\"m\"}")),
                losses);

        assertThat(read.vectors()).extracting(vector -> vector[0]).containsExactly(1f, 2f);
    }

    private EmbeddingRequest read(String body) {
        return dialect.decodeRequest(
                new WireRequest(null, false, (ObjectNode) Objects.requireNonNull(Json.parse(body))), losses);
    }
}
