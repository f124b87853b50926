package dev.caravan.gateway.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.gateway.config.ConfigException;
import dev.caravan.processors.pricing.Capability;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.ModelMode;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.ServiceTier;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceListTest {

    @TempDir
    Path folder;

    private PriceFixture lists;

    @BeforeEach
    void startInAnEmptyFolder() {
        lists = new PriceFixture(folder);
    }

    @Test
    void aModelIsReadWithAllThatIsSaidOfIt() {
        ModelFacts facts = lists.registry(
                        """
                as-of: 2026-01-31
                models:
                  - names: [gemini-2.5-pro, gemini-2.5-pro-*]
                    providers: [gemini, vertex]
                    mode: chat
                    context-window: 1048576
                    max-output: 65536
                    capabilities: [json-schema, vision]
                    prices:
                      input: 1.250
                      output: 10
                      cache-read: 0.125
                      audio-input: 3
                      image: 0.04
                      above:
                        200000: {input: 2.50, output: 15}
                      batch: {factor: 0.5}
                      priority: {input: 2.25, above: {200000: {input: 4.5}}}
                """)
                .find("vertex", "gemini-2.5-pro-exp");

        assertThat(facts.mode()).isEqualTo(ModelMode.CHAT);
        assertThat(facts.contextWindow()).isEqualTo(1_048_576);
        assertThat(facts.maxOutput()).isEqualTo(65_536);
        assertThat(facts.capabilities()).containsExactly(Capability.VISION, Capability.JSON_SCHEMA);
        Prices prices = Objects.requireNonNull(facts.prices());
        assertThat(prices.price(Meter.INPUT, ServiceTier.STANDARD, 1)).hasValue(new BigDecimal("1.250"));
        assertThat(prices.price(Meter.INPUT, ServiceTier.STANDARD, 200_001)).hasValue(new BigDecimal("2.50"));
        assertThat(prices.price(Meter.OUTPUT, ServiceTier.BATCH, 1)).hasValue(new BigDecimal("5.0"));
        assertThat(prices.price(Meter.INPUT, ServiceTier.PRIORITY, 1)).hasValue(new BigDecimal("2.25"));
        assertThat(prices.price(Meter.INPUT, ServiceTier.PRIORITY, 200_001)).hasValue(new BigDecimal("4.5"));
        assertThat(prices.price(Meter.AUDIO_INPUT, ServiceTier.STANDARD, 1)).hasValue(new BigDecimal("3"));
        assertThat(prices.price(Meter.IMAGE, ServiceTier.STANDARD, 1)).hasValue(new BigDecimal("0.04"));
    }

    @Test
    void aNameAloneIsEnough() {
        ModelFacts facts = lists.registry("models: [{names: m}]").find("any", "m");

        assertThat(facts).isEqualTo(ModelFacts.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing yet", "as-of: 2026-01-31", "models:", "models: []"})
    void anEmptyListKnowsNothing(String content) {
        assertThat(lists.registry(content).find("openai", "gpt-4o")).isSameAs(ModelFacts.UNKNOWN);
    }

    @Test
    void theFirstListWins() {
        ModelRegistry registry = lists.registry(
                "models: [{names: m, max-output: 1}]", "models: [{names: m, max-output: 2, context-window: 3}]");

        assertThat(registry.find("p", "m").maxOutput()).isEqualTo(1);
        assertThat(registry.find("p", "m").contextWindow()).isEqualTo(3);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThat(
                        lists.problems(
                                """
                as-of: yesterday
                models:
                  - providers: openai
                  - names: a
                    mode: chatty
                    context-window: many
                    max-output: 0
                    capabilities: [smell]
                    price: {input: 1}
                  - names: b
                    prices:
                      input: cheap
                      output: -1
                      cache-read: 1000001
                      image: 0.0000000000001
                      cached: 1
                      above:
                        some: {input: 1}
                        200000: {inptu: 1}
                      batch: {factor: 11}
                  - names: c
                    prices: {batch: {factor: 0.5}}
                  - names: [d, a]
                modles: []
                """))
                .containsExactly(
                        "prices:1: as-of: 'yesterday' is no date. Write one such as 2026-01-31",
                        "prices:3: models[0].names: is missing. Write a model's name, or several: [gpt-4o, gpt-4o-2024-*]",
                        "prices:5: models[1].mode: 'chatty' is not one of its values. Write chat, completion, embedding,"
                                + " image, transcription, speech, realtime, moderation, rerank, video",
                        "prices:6: models[1].context-window: 'many' is no whole number from 1 to 2147483647. Write a number"
                                + " in that range",
                        "prices:7: models[1].max-output: '0' is no whole number from 1 to 2147483647. Write a number in that"
                                + " range",
                        "prices:8: models[1].capabilities: 'smell' is not one of its values. Write vision, tools,"
                                + " parallel-tools, json-schema, reasoning, audio-input, audio-output, pdf-input, video-input,"
                                + " prompt-cache, web-search",
                        "prices:9: models[1].price: is not a known key. Did you mean 'prices'? Known here: capabilities,"
                                + " context-window, max-output, mode, names, prices, providers",
                        "prices:12: models[2].prices.input: 'cheap' is no number. " + PRICE,
                        "prices:13: models[2].prices.output: '-1' is not between 0 and 1000000. " + PRICE,
                        "prices:14: models[2].prices.cache-read: '1000001' is not between 0 and 1000000. " + PRICE,
                        "prices:15: models[2].prices.image: '0.0000000000001' has more than 12 digits behind the point. "
                                + PRICE,
                        "prices:16: models[2].prices.cached: is not a known key. Known here: above, audio-input,"
                                + " audio-output, batch, cache-read, cache-write, cache-write-1h, character, flex, image,"
                                + " image-input, image-output, input, output, priority, reasoning, search, second",
                        "prices:18: models[2].prices.above.some: is no number of tokens. Write one such as 200000",
                        "prices:19: models[2].prices.above.200000.inptu: is not a known key. Did you mean 'input'? Known"
                                + " here: audio-input, audio-output, cache-read, cache-write, cache-write-1h, character,"
                                + " image, image-input, image-output, input, output, reasoning, search, second",
                        "prices:20: models[2].prices.batch.factor: '11' is not between 0 and 10. Write what part of the"
                                + " standard price it is, such as 0.5",
                        "prices:22: models[3].prices: has no standard price. Write input: and output: below it",
                        "prices:23: models[4].names: 'a' is in the list already. Keep one of the two",
                        "prices:24: modles: is not a known key. Did you mean 'models'? Known here: as-of, models");
    }

    private static final String PRICE =
            "Write USD for a million tokens (for one, under image, second, character and search), such as 2.50; leave out what is"
                    + " not known";

    @Test
    void whatIsNoYamlIsRefused() {
        assertThat(lists.problems("models: [")).singleElement().asString().contains("is no valid YAML");
        assertThat(lists.problems("- names: m")).singleElement().asString().contains("is no map of keys");
    }

    @Test
    void aFileThatIsMissingIsRefused() {
        assertThatThrownBy(() -> PriceFiles.read(List.of(folder.resolve("gone.yaml"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith(
                        "gone.yaml: there is no such file. Check prices in the configuration, or leave it out");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o-2024-08-06, INPUT, 2.50",
        "openai, gpt-4o-2024-05-13, INPUT, 5",
        "openai, openai/gpt-4o-mini, CACHE_READ, 0.075",
        "openai, omni-moderation-latest, INPUT, 0",
        "openai, text-moderation-stable, OUTPUT, 0",
        "anthropic, claude-sonnet-4-5-20250929, CACHE_WRITE_1H, 6",
        "anthropic, claude-opus-4-20250514, OUTPUT, 75",
        "gemini, gemini-2.5-flash, AUDIO_INPUT, 1",
        "vertex, gemini-2.5-pro, REASONING, 10",
        "cohere, embed-v4.0, IMAGE_INPUT, 0.47"
    })
    void theListThatComesWithTheGatewayKnowsWellKnownModels(String provider, String model, Meter meter, String price)
            throws Exception {
        Prices prices = Objects.requireNonNull(shipped().find(provider, model).prices());

        assertThat(prices.price(meter, ServiceTier.STANDARD, 1000)).hasValue(new BigDecimal(price));
    }

    @Test
    void theListThatComesWithTheGatewayLeavesOthersUnknown() {
        assertThat(shipped().find("openai", "gpt-9")).isSameAs(ModelFacts.UNKNOWN);
        assertThat(shipped().find("ollama", "gpt-4o")).isSameAs(ModelFacts.UNKNOWN);
    }

    /** The file in the repository's root, from whichever folder below it the tests run. */
    private static ModelRegistry shipped() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(parent -> parent.resolve("config/prices.yaml"))
                .filter(Files::exists)
                .findFirst()
                .map(file -> PriceFiles.read(List.of(file)))
                .orElseThrow();
    }
}
