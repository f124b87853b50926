package dev.caravan.gateway.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.caravan.processors.pricing.Capability;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.ModelMode;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.ServiceTier;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LiteLlmReaderTest {

    @TempDir
    Path folder;

    private PriceFixture lists;
    private ModelRegistry registry = ModelRegistry.EMPTY;

    @BeforeEach
    void readTheList() throws IOException {
        lists = new PriceFixture(folder);
        registry = lists.registry(list());
    }

    @ParameterizedTest
    @CsvSource({
        "vertex, gemini-x-pro, INPUT, STANDARD, 1000, 1.25",
        "vertex, gemini-x-pro, INPUT, STANDARD, 200001, 2.5",
        "vertex, gemini-x-pro, OUTPUT, STANDARD, 200001, 15",
        "vertex, gemini-x-pro, CACHE_READ, STANDARD, 1000, 0.125",
        "vertex, gemini-x-pro, CACHE_READ, STANDARD, 200001, 0.25",
        "vertex, gemini-x-pro, AUDIO_INPUT, STANDARD, 1000, 3",
        "vertex, gemini-x-pro, INPUT, BATCH, 1000, 0.625",
        "vertex, gemini-x-pro, OUTPUT, BATCH, 200001, 7.5",
        "gemini, gemini-x-pro, INPUT, STANDARD, 1000, 7",
        "anthropic, claude-x, CACHE_WRITE, STANDARD, 1000, 3.75",
        "anthropic, claude-x, CACHE_WRITE_1H, STANDARD, 1000, 6",
        "anthropic, claude-x, CACHE_WRITE_1H, STANDARD, 200001, 12",
        "openai, gpt-x, REASONING, STANDARD, 1000, 20",
        "openai, gpt-x, INPUT, PRIORITY, 1000, 12.5",
        "openai, gpt-x, INPUT, FLEX, 1000, 2.5",
        "openai, gpt-x, INPUT, FLEX, 272001, 5",
        "openai, dall-e-x, IMAGE, STANDARD, 0, 0.04",
        "ollama, free-x, INPUT, STANDARD, 1000, 0"
    })
    void pricesAreThoseOfAMillionTokensOrOneImage(
            String provider, String model, Meter meter, ServiceTier tier, long input, BigDecimal price) {
        Prices prices = Objects.requireNonNull(registry.find(provider, model).prices());

        assertThat(prices.price(meter, tier, input).orElseThrow()).isEqualByComparingTo(price);
    }

    @Test
    void limitsModeAndCapabilitiesAreRead() {
        ModelFacts facts = registry.find("vertex", "gemini-x-pro");

        assertThat(facts.mode()).isEqualTo(ModelMode.CHAT);
        assertThat(facts.contextWindow()).isEqualTo(1_048_576);
        assertThat(facts.maxOutput()).isEqualTo(65_535);
        assertThat(facts.capabilities())
                .containsExactly(
                        Capability.VISION,
                        Capability.TOOLS,
                        Capability.JSON_SCHEMA,
                        Capability.REASONING,
                        Capability.AUDIO_INPUT,
                        Capability.PDF_INPUT,
                        Capability.VIDEO_INPUT,
                        Capability.PROMPT_CACHE,
                        Capability.WEB_SEARCH);
        assertThat(registry.find("openai", "gpt-x").mode()).isEqualTo(ModelMode.CHAT);
        assertThat(registry.find("openai", "dall-e-x").mode()).isEqualTo(ModelMode.IMAGE);
        assertThat(registry.find("ollama", "free-x").mode()).isEqualTo(ModelMode.EMBEDDING);
    }

    @ParameterizedTest
    @CsvSource({
        "vertex_ai-language-models, gemini-x-pro",
        "bedrock, us.anthropic.claude-x-20250101-v1:0",
        "bedrock, anthropic.claude-x-20250101-v1:0",
        "openrouter, vendor/model-x",
        "together, vendor/model-y",
        "together-ai, vendor/model-y"
    })
    void providersAreFoundUnderLiteLlmsNamesAndUnderTheirOwn(String provider, String model) {
        assertThat(registry.find(provider, model).prices()).isNotNull();
    }

    @Test
    void searchesAreChargedOneByOne() {
        assertThat(registry.find("cohere", "rerank-x").mode()).isEqualTo(ModelMode.RERANK);
        Prices prices =
                Objects.requireNonNull(registry.find("cohere", "rerank-x").prices());
        assertThat(prices.price(Meter.SEARCH, ServiceTier.STANDARD, 0)).hasValue(new BigDecimal("0.002"));
    }

    @Test
    void whatCannotBeReadIsPassedOverAndTold() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(LiteLlmReader.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            assertThat(lists.registry(list()).find("openai", "unpriced-x")).isEqualTo(ModelFacts.UNKNOWN);
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list).singleElement().satisfies(event -> assertThat(event.getKeyValuePairs())
                .extracting(Object::toString)
                .contains("count=\"5\"", "first=\"unpriced-x.input_cost_per_token\""));
    }

    @Test
    void theExplanationOfTheFieldsIsNoModel() {
        assertThat(registry.find("openai", "sample_spec")).isSameAs(ModelFacts.UNKNOWN);
    }

    @Test
    void itFillsUpAListInTheGatewaysOwnFormat() throws IOException {
        ModelRegistry both = lists.registry(
                "models: [{names: gpt-x, providers: openai, context-window: 99, prices: {input: 1}}]", list());

        ModelFacts facts = both.find("openai", "gpt-x");

        assertThat(facts.contextWindow()).isEqualTo(99);
        assertThat(facts.mode()).isEqualTo(ModelMode.CHAT);
        assertThat(Objects.requireNonNull(facts.prices()).price(Meter.OUTPUT, ServiceTier.STANDARD, 1))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\n\"m\": {]}", "{\"m\": {}} {}"})
    void whatIsNoJsonIsRefused(String content) {
        List<String> problems = lists.problems(content);

        assertThat(problems).singleElement().asString().contains("is no valid JSON. Fetch the file anew");
    }

    private static String list() throws IOException {
        try (InputStream list = LiteLlmReaderTest.class.getResourceAsStream("litellm.json")) {
            return new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
