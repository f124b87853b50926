package dev.caravan.provider.bedrock.embeddings;

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
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockEmbeddingDialectTest {

    private static final String TITAN = "amazon.titan-embed-text-v2:0";
    private static final String COHERE = "cohere.embed-english-v3";

    private final EmbeddingDialect dialect = new BedrockEmbeddingDialect();
    private final Losses losses = new Losses();

    @Test
    void isFoundByItsService() {
        assertThat(ServiceLoader.load(EmbeddingDialect.class))
                .anySatisfy(found -> assertThat(found).isInstanceOf(BedrockEmbeddingDialect.class));
    }

    @Test
    void writesOneTextForTitan() {
        ObjectNode body = write(request(TITAN, List.of("Hi"), 256, null));

        assertThat(body.toString()).isEqualTo("{\"inputText\":\"Hi\",\"dimensions\":256}");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void refusesSeveralTextsForTitan() {
        assertThatThrownBy(() -> write(request(TITAN, List.of("One", "Two"), null, null)))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo("input");
                    assertThat(error.text())
                            .isEqualTo(
                                    "The model 'amazon.titan-embed-text-v2:0' embeds one text per call; this call has 2.");
                });
    }

    @Test
    void namesWhatTitanLacks() {
        write(new EmbeddingRequest("amazon.titan-embed-text-v1", List.of("Hi"), 256, false, "search_query", "u"));

        assertThat(losses.fields()).containsExactlyInAnyOrder("dimensions", "input_type", "user");
    }

    @Test
    void writesSeveralTextsForCohere() {
        assertThat(write(request(COHERE, List.of("One", "Two"), null, "search_query"))
                        .toString())
                .isEqualTo("{\"texts\":[\"One\",\"Two\"],\"input_type\":\"search_query\"}");
        assertThat(write(request(COHERE, List.of("One"), null, null))
                        .get("input_type")
                        .asText())
                .isEqualTo("search_document");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void writesDimensionsForTheCohereModelThatTakesThem() {
        assertThat(write(request("us.cohere.embed-v4:0", List.of("One"), 512, null))
                        .get("output_dimension")
                        .asInt())
                .isEqualTo(512);
        assertThat(write(request(COHERE, List.of("One"), 512, null)).has("output_dimension"))
                .isFalse();
        assertThat(losses.fields()).containsExactly("dimensions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta.llama3-8b-instruct-v1:0", "amazon.nova-pro-v1:0"})
    void refusesAModelOfNeitherFormat(String model) {
        assertThatThrownBy(() -> write(request(model, List.of("Hi"), null, null)))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.code()).isEqualTo("unsupported_model");
                    assertThat(error.text()).contains(model);
                });
    }

    @Test
    void readsTitansRequest() {
        assertThat(read(TITAN, "{'inputText':'Hi','dimensions':512,'normalize':true,'embeddingTypes':['float']}"))
                .isEqualTo(request(TITAN, List.of("Hi"), 512, null));
        assertThat(losses.fields()).isEmpty();

        read(TITAN, "{'inputText':'Hi','normalize':false,'embeddingTypes':['binary'],'new':1}");
        assertThat(losses.fields()).containsExactly("normalize", "embeddingTypes", "new");
    }

    @Test
    void readsCoheresRequest() {
        assertThat(read(
                        "cohere.embed-v4:0",
                        "{'texts':['One','Two'],'input_type':'clustering','truncate':'NONE','embedding_types':['float'],"
                                + "'output_dimension':256}"))
                .isEqualTo(request("cohere.embed-v4:0", List.of("One", "Two"), 256, "clustering"));
        assertThat(losses.fields()).isEmpty();

        read(COHERE, "{'texts':['One'],'truncate':'END','embedding_types':['int8'],'images':[]}");
        assertThat(losses.fields()).containsExactly("truncate", "embedding_types", "images");
    }

    @Test
    void readsAnAliasesRequestByItsFields() {
        assertThat(read("mine", "{'texts':['One']}").inputs()).containsExactly("One");
        assertThat(read(null, "{'inputText':'One'}").inputs()).containsExactly("One");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                TITAN + " | {} | inputText",
                TITAN + " | {'inputText':['a']} | inputText",
                COHERE + " | {} | texts",
                COHERE + " | {'texts':[1]} | texts[0]",
                "alias | {} | inputText",
            })
    void refusesWhatIsNoneOfTheFormats(String model, String body, String param) {
        assertThatThrownBy(() -> read(model, body)).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.param()).isEqualTo(param);
        });
    }

    @Test
    void readsEveryShapeOfAnswer() {
        assertVectors(
                "{'embedding':[0.5,-1,2e-3],'inputTextTokenCount':3,'embeddingsByType':{'float':[0.5]}}", null, 3);
        assertVectors("{'embeddingsByType':{'float':[0.5,-1,2e-3]},'inputTextTokenCount':3}", null, 3);
        assertVectors("{'embeddings':[[0.5,-1,2e-3]],'id':'e1','response_type':'embeddings_floats'}", "e1", -1);
        assertVectors(
                "{'embeddings':{'float':[[0.5,-1,2e-3]]},'id':'e1','response_type':'embeddings_by_type'}", "e1", -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{'embedding':'x'}",
                "{'embedding':['x']}",
                "{'embeddings':{}}",
                "{'embeddings':{'int8':[[1]]}}",
                "{'embeddings':[1]}",
            })
    void blamesTheProviderForWhatIsNoneOfThem(String body) {
        assertThatThrownBy(() -> dialect.decodeAnswer(parse(body), losses))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(502));
    }

    @Test
    void writesTheAnswerThatTheModelsClientsKnow() {
        EmbeddingAnswer answer = new EmbeddingAnswer("e1", "m", List.of(new float[] {0.5f, 0.1f}), 3);

        assertThat(dialect.encodeAnswer(answer, request(TITAN, List.of("Hi"), null, null), losses)
                        .toString())
                .isEqualTo(
                        "{\"embedding\":[0.5,0.1],\"inputTextTokenCount\":3,\"embeddingsByType\":{\"float\":[0.5,0.1]}}");
        assertThat(dialect.encodeAnswer(answer, request(COHERE, List.of("Hi"), null, null), losses)
                        .toString())
                .isEqualTo("{\"embeddings\":[[0.5,0.1]],\"id\":\"e1\",\"response_type\":\"embeddings_floats\","
                        + "\"texts\":[\"Hi\"]}");
        assertThat(dialect.encodeAnswer(answer, request("mine", List.of("Hi"), null, "search_query"), losses)
                        .has("embeddings"))
                .isTrue();
        assertThat(dialect.encodeAnswer(answer, request("mine", List.of("Hi"), null, null), losses)
                        .has("embedding"))
                .isTrue();
    }

    @Test
    void readsErrorsAsTheChatDoes() {
        GatewayError error = dialect.decodeError(429, parse("{'message':'Slow down.'}"));

        assertThat(error.status()).isEqualTo(429);
        assertThat(error.text()).isEqualTo("Slow down.");
    }

    private void assertVectors(String body, @Nullable String id, long tokens) {
        EmbeddingAnswer answer = dialect.decodeAnswer(parse(body), losses);

        assertThat(answer.id()).isEqualTo(id);
        assertThat(answer.inputTokens()).isEqualTo(tokens);
        assertThat(answer.vectors()).singleElement().isEqualTo(new float[] {0.5f, -1f, 0.002f});
    }

    private static EmbeddingRequest request(
            String model, List<String> inputs, @Nullable Integer dimensions, @Nullable String purpose) {
        return new EmbeddingRequest(model, inputs, dimensions, false, purpose, null);
    }

    private ObjectNode write(EmbeddingRequest request) {
        WireRequest written = dialect.encodeRequest(request, losses);
        assertThat(written.model()).isEqualTo(request.model());
        return written.body();
    }

    private EmbeddingRequest read(@Nullable String model, String body) {
        return dialect.decodeRequest(new WireRequest(model, false, (ObjectNode) parse(body)), losses);
    }

    private static JsonNode parse(String body) {
        return Objects.requireNonNull(Json.parse(body.replace('\'', '"')), body);
    }
}
