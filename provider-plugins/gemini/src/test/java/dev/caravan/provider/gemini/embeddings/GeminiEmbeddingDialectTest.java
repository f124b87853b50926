package dev.caravan.provider.gemini.embeddings;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wire format: https://ai.google.dev/api/embeddings */
class GeminiEmbeddingDialectTest {

    private final EmbeddingDialect dialect = new GeminiEmbeddingDialect();
    private final Losses losses = new Losses();

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(EmbeddingDialect.class))
                .extracting(EmbeddingDialect::name)
                .contains("gemini-embeddings");
    }

    @Test
    void readsABatch() {
        EmbeddingRequest request = read("{'requests':["
                + "{'model':'models/text-embedding-004','content':{'parts':[{'text':'One'},{'text':'more'}]},"
                + "'taskType':'RETRIEVAL_QUERY','outputDimensionality':256},"
                + "{'model':'models/text-embedding-004','content':{'role':'user','parts':{'text':'Two'}},"
                + "'task_type':'RETRIEVAL_QUERY','output_dimensionality':256,'title':'T'}]}");

        assertThat(request)
                .isEqualTo(new EmbeddingRequest(
                        "text-embedding-004", List.of("One\nmore", "Two"), 256, false, "search_query", null));
        assertThat(losses.fields()).containsExactly("requests.title");
    }

    @Test
    void readsTheWishesOfNewerClients() {
        EmbeddingRequest request = read("{'requests':[{'content':{'parts':[{'text':'One'}]},"
                + "'embedContentConfig':{'taskType':'CLUSTERING','outputDimensionality':8}}]}");

        assertThat(request.purpose()).isEqualTo("clustering");
        assertThat(request.dimensions()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "RETRIEVAL_QUERY | search_query | RETRIEVAL_QUERY",
                "RETRIEVAL_DOCUMENT | search_document | RETRIEVAL_DOCUMENT",
                "CLASSIFICATION | classification | CLASSIFICATION",
                "CLUSTERING | clustering | CLUSTERING",
                "TASK_TYPE_UNSPECIFIED | |",
            },
            delimiter = '|')
    void knowsWhatVectorsAreFor(String taskType, String purpose, String written) {
        assertThat(TaskTypes.purpose(taskType, losses)).isEqualTo(purpose);
        assertThat(TaskTypes.taskType(purpose, losses)).isEqualTo(written);
        assertThat(losses.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            value = {"QUESTION_ANSWERING | search_query", "CODE_RETRIEVAL_QUERY | search_query", "SEMANTIC_SIMILARITY |"
            },
            delimiter = '|')
    void namesATaskTypeThatSaysMore(String taskType, String purpose) {
        assertThat(TaskTypes.purpose(taskType, losses)).isEqualTo(purpose);
        assertThat(losses.fields()).containsExactly("task_type");
    }

    @Test
    void writesABatchAndNamesWhatIsLost() {
        EmbeddingRequest request =
                new EmbeddingRequest("models/gemini-embedding-001", List.of("One", "Two"), 8, true, "image", "ann");

        WireRequest written = dialect.encodeRequest(request, losses);

        assertThat(text(written.body()))
                .isEqualTo("{'requests':["
                        + "{'model':'models/gemini-embedding-001','content':{'parts':[{'text':'One'}]},"
                        + "'outputDimensionality':8},"
                        + "{'model':'models/gemini-embedding-001','content':{'parts':[{'text':'Two'}]},"
                        + "'outputDimensionality':8}]}");
        assertThat(losses.fields()).containsExactly("input_type", "user");
    }

    @Test
    void readsWhatItHasWritten() {
        EmbeddingRequest request =
                new EmbeddingRequest("gemini-embedding-001", List.of("One", "Two"), 8, false, "classification", null);

        assertThat(dialect.decodeRequest(dialect.encodeRequest(request, losses), losses))
                .isEqualTo(request);
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void readsVectorsAndWritesThem() {
        EmbeddingAnswer answer = dialect.decodeAnswer(
                object(
                        "{'embeddings':[{'values':[0.25,-1,3e-8]},{'values':[1]}],'usageMetadata':{'promptTokenCount':4}}"),
                losses);

        assertThat(answer.vectors()).hasSize(2);
        assertThat(answer.vectors().get(0)).containsExactly(0.25f, -1f, 3e-8f);
        assertThat(answer.inputTokens()).isEqualTo(4);
        EmbeddingRequest request = new EmbeddingRequest("m", List.of("a", "b"), null, false, null, null);
        assertThat(text(dialect.encodeAnswer(answer, request, losses)))
                .isEqualTo("{'embeddings':[{'values':[0.25,-1.0,3.0E-8]},{'values':[1.0]}],"
                        + "'usageMetadata':{'promptTokenCount':4}}");
    }

    @Test
    void takesAnAnswerWithoutUsage() {
        assertThat(dialect.decodeAnswer(object("{'embeddings':[]}"), losses).inputTokens())
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'embeddings':[{}]}", "{'embeddings':[{'values':['a']}]}", "{'embeddings':3}"})
    void refusesWhatIsNoAnswer(String body) {
        assertThatThrownBy(() -> dialect.decodeAnswer(object(body), losses))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(502));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "{} | requests",
                "{'requests':[{}]} | requests[0].content",
                "{'requests':[{'content':{}}]} | requests[0].content.parts",
                "{'requests':[{'content':{'parts':[{'inlineData':{}}]}}]} | requests[0].content.parts[0]",
                "{'requests':[{'content':{'parts':[{'text':'a'}]}},{'content':{'parts':[{'text':'a'}]},"
                        + "'outputDimensionality':2}]} | requests[1].outputDimensionality",
            },
            delimiter = '|')
    void refusesWhatIsNoBatchByItsPath(String body, String path) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.param()).isEqualTo(path);
        });
    }

    @Test
    void wantsAModel() {
        EmbeddingRequest request = new EmbeddingRequest(null, List.of("One"), null, false, null, null);

        assertThatThrownBy(() -> dialect.encodeRequest(request, losses))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.param()).isEqualTo("model"));
    }

    private EmbeddingRequest read(String body) {
        return dialect.decodeRequest(new WireRequest(null, false, object(body)), losses);
    }

    private static ObjectNode object(String text) {
        return (ObjectNode) Objects.requireNonNull(Json.parse(text.replace('\'', '"')));
    }

    private static String text(JsonNode json) {
        return Json.text(json).replace('"', '\'');
    }
}
