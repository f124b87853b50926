package dev.caravan.processors.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.dialect.ErrorDialects;
import dev.caravan.processors.pricing.Capability;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.ModelMode;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.RateCard;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.ModelInfo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelShapeTest {

    @Test
    void aDialectHasItsShape() {
        assertThat(ModelShape.of(ErrorDialects.OPENAI.name())).isInstanceOf(OpenAiModels.class);
        assertThat(ModelShape.of(ErrorDialects.ANTHROPIC.name())).isInstanceOf(AnthropicModels.class);
        assertThat(ModelShape.of(ErrorDialects.GEMINI.name())).isInstanceOf(GeminiModels.class);
        assertThat(ModelShape.of(ErrorDialects.OLLAMA.name())).isInstanceOf(OllamaModels.class);
        assertThat(ModelShape.of(ErrorDialects.COHERE.name())).isInstanceOf(OpenAiModels.class);
    }

    @Test
    void pricesAreShownAsNumbersAsShortAsTheyAre() {
        TreeMap<Long, Map<Meter, BigDecimal>> above = new TreeMap<>();
        above.put(200_000L, Map.of(Meter.INPUT, new BigDecimal("20.00")));
        Prices prices = new Prices(Map.of(
                ServiceTier.BATCH,
                new RateCard(Map.of(), new TreeMap<>(), new BigDecimal("0.50")),
                ServiceTier.STANDARD,
                new RateCard(
                        Map.of(
                                Meter.INPUT, new BigDecimal("10.00"),
                                Meter.OUTPUT, new BigDecimal("1E+2"),
                                Meter.CACHE_READ, new BigDecimal("0.075"),
                                Meter.CACHE_WRITE_1H, new BigDecimal("0")),
                        above,
                        null)));

        JsonNode pricing = new OpenAiModels().one(model("m", facts(prices))).get("pricing");

        assertThat(pricing.toString())
                .isEqualTo("{\"unit\":\"usd_per_million_tokens\",\"input\":10,\"output\":100,\"cache_read\":0.075,"
                        + "\"cache_write_1h\":0,\"above\":[{\"input_tokens\":200000,\"input\":20}],"
                        + "\"batch\":{\"factor\":0.5}}");
    }

    @Test
    void pricesThatAreUnknownAreNotShown() {
        assertThat(new OpenAiModels().one(model("m", facts(null))).has("pricing"))
                .isFalse();
        assertThat(new OpenAiModels()
                        .one(model("m", facts(new Prices(Map.of()))))
                        .has("pricing"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                      | a b c d e | false",
                "limit=5               | a b c d e | false",
                "limit=2               | a b       | true",
                "limit=2&after_id=b    | c d       | true",
                "limit=2&after_id=c    | d e       | false",
                "after_id=c            | d e       | false",
                "after_id=e            |           | false",
                "limit=2&before_id=e   | c d       | true",
                "limit=2&before_id=c   | a b       | false",
                "before_id=a           |           | false",
                "after_id=a&before_id=d| b c       | false",
                "after_id=d&before_id=b|           | false"
            })
    void anthropicsPagesHoldWhatLiesBetween(@Nullable String query, @Nullable String ids, boolean more) {
        ObjectNode page = new AnthropicModels().list(models("a", "b", "c", "d", "e"), new PageQuery(query));

        List<String> expected = ids == null ? List.of() : List.of(ids.split(" ", -1));
        assertThat(page.get("data").findValuesAsText("id")).isEqualTo(expected);
        assertThat(page.get("has_more").asBoolean()).isEqualTo(more);
        assertThat(page.get("first_id").asText("none")).isEqualTo(expected.isEmpty() ? "none" : expected.get(0));
        assertThat(page.get("last_id").asText("none"))
                .isEqualTo(expected.isEmpty() ? "none" : expected.get(expected.size() - 1));
    }

    @Test
    void walkingThroughAnthropicsPagesMeetsEveryModelOnce() {
        List<ListedModel> models = models("a", "b", "c", "d", "e");
        List<String> met = new ArrayList<>();
        String query = "limit=2";
        JsonNode page;
        do {
            page = new AnthropicModels().list(models, new PageQuery(query));
            met.addAll(page.get("data").findValuesAsText("id"));
            query = "limit=2&after_id=" + page.get("last_id").asText();
        } while (page.get("has_more").asBoolean());

        assertThat(met).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void walkingThroughGeminisPagesMeetsEveryModelOnce() {
        List<ListedModel> models = models("a", "b/x", "c");
        List<String> met = new ArrayList<>();
        String query = "pageSize=1";
        JsonNode page;
        do {
            page = new GeminiModels().list(models, new PageQuery(query));
            met.addAll(page.get("models").findValuesAsText("name"));
            query = "pageSize=1&pageToken=" + page.path("nextPageToken").asText();
        } while (page.has("nextPageToken"));

        assertThat(met).containsExactly("models/a", "models/b/x", "models/c");
    }

    @Test
    void aPageThatCannotBeIsRefused() {
        assertThat(catchThrowableOfType(GatewayError.class, () -> new GeminiModels()
                                .list(models("a"), new PageQuery("pageToken=gone")))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT      | [\"generateContent\",\"streamGenerateContent\"]",
                "EMBEDDING | [\"embedContent\",\"batchEmbedContents\"]",
                "IMAGE     | []"
            })
    void geminisMethodsFollowFromWhatAModelIsFor(ModelMode mode, String methods) {
        ModelFacts facts = new ModelFacts(mode, 1000, 10, Set.of(Capability.REASONING), null);

        ObjectNode model = new GeminiModels().one(model("m", facts));

        assertThat(model.get("supportedGenerationMethods").toString()).isEqualTo(methods);
        assertThat(model.get("inputTokenLimit").asInt()).isEqualTo(1000);
        assertThat(model.get("outputTokenLimit").asInt()).isEqualTo(10);
        assertThat(model.get("thinking").asBoolean()).isTrue();
    }

    @Test
    void ollamasDigestTellsModelsApartAndStaysTheSame() {
        String first =
                new OllamaModels().one(model("a", facts(null))).get("digest").asText();

        assertThat(first)
                .isEqualTo(new OllamaModels()
                        .one(model("a", facts(null)))
                        .get("digest")
                        .asText());
        assertThat(first)
                .isNotEqualTo(new OllamaModels()
                        .one(model("b", facts(null)))
                        .get("digest")
                        .asText());
    }

    private static ModelFacts facts(@Nullable Prices prices) {
        return new ModelFacts(null, 0, 0, Set.of(), prices);
    }

    private static List<ListedModel> models(String... ids) {
        List<ListedModel> models = new ArrayList<>();
        for (String id : ids) {
            models.add(model(id, ModelFacts.UNKNOWN));
        }
        return models;
    }

    private static ListedModel model(String id, ModelFacts facts) {
        return ListedModel.of(id, TestProvider.plain("p"), new ModelInfo(id, 0, "o"), facts);
    }
}
