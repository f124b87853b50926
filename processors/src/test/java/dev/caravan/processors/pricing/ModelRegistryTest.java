package dev.caravan.processors.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.routing.TestProvider;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries are told apart by their context windows. */
class ModelRegistryTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-4o",
        "openai/gpt-4o",
        "openrouter/openai/gpt-4o",
        "gpt-4o-2024-08-06",
        "openai/gpt-4o-2024-08-06",
        "gpt-4o-latest"
    })
    void aModelIsFoundUnderEveryNameThatProvidersGiveIt(String name) {
        ModelRegistry registry = registry(entry("gpt-4o", 1), entry("gpt-4o-mini", 2));

        assertThat(registry.find("openai", name).contextWindow()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-sonnet-4-5-20250929",
                "claude-sonnet-4-5@20250929",
                "anthropic/claude-sonnet-4-5",
                "claude-sonnet-4-5"
            })
    void aDateIsNoPartOfAModelsName(String name) {
        assertThat(registry(entry("claude-sonnet-4-5", 7))
                        .find("anthropic", name)
                        .contextWindow())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic.claude-sonnet-4-5-20250929-v1:0",
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "global.anthropic.claude-sonnet-4-5-20250929-v1:0:200k",
                "anthropic.claude-sonnet-4-5"
            })
    void regionsAndVersionsOfBedrockAreNoPartsOfAModelsName(String name) {
        assertThat(registry(entry("anthropic.claude-sonnet-4-5", 7))
                        .find("bedrock", name)
                        .contextWindow())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4", "gpt-4o-mini", "gpt-4o-audio-preview", "xgpt-4o", "gpt-4o/", "", "gpt-4o:free"})
    void aModelThatNoListKnowsStaysUnknown(String name) {
        assertThat(registry(entry("gpt-4o", 1)).find("openai", name)).isSameAs(ModelFacts.UNKNOWN);
    }

    @Test
    void aNameBeyondAllMeasureIsLookedForNowhere() {
        assertThat(registry(entry("*", 1)).find("openai", "m".repeat(100_000))).isSameAs(ModelFacts.UNKNOWN);
    }

    @Test
    void theNameAsItIsWinsOverTheNameWithoutItsDate() {
        ModelRegistry registry = registry(entry("gpt-4o", 1), entry("gpt-4o-2024-05-13", 2));

        assertThat(registry.find("openai", "gpt-4o-2024-05-13").contextWindow()).isEqualTo(2);
        assertThat(registry.find("openai", "gpt-4o-2024-08-06").contextWindow()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o, 1", "gpt-4o-mini, 2", "gpt-4.1, 2", "gpt-, 2", "my-gpt-4, 3", "gpt+4o, 0"})
    void anExactNameWinsOverAPatternAndTheFirstPatternOverTheNext(String name, int window) {
        ModelRegistry registry = registry(entry("gpt-*", 2), entry("*gpt-*", 3), entry("gpt-4o", 1));

        assertThat(registry.find("openai", name).contextWindow()).isEqualTo(window);
    }

    @Test
    void anEntryIsForItsProvidersOnly() {
        ModelRegistry registry = registry(entry("m", 1, "openai", "azure"), entry("m", 2, "groq"), entry("n", 3));

        assertThat(registry.find("azure", "m").contextWindow()).isEqualTo(1);
        assertThat(registry.find("groq", "m").contextWindow()).isEqualTo(2);
        assertThat(registry.find("ollama", "m")).isSameAs(ModelFacts.UNKNOWN);
        assertThat(registry.find("ollama", "n").contextWindow()).isEqualTo(3);
    }

    @Test
    void aConfiguredProviderCountsByItsNameThenByItsPlugin() {
        ModelRegistry registry = registry(entry("m", 1, "test"), entry("m", 2, "groq"));

        assertThat(registry.find(TestProvider.plain("groq"), "m").contextWindow())
                .isEqualTo(2);
        assertThat(registry.find(TestProvider.plain("mine"), "m").contextWindow())
                .isEqualTo(1);
    }

    @Test
    void eachFactComesFromTheFirstListThatStatesIt() {
        Prices dear = prices("9");
        ModelFacts own = new ModelFacts(null, 0, 4, Set.of(), dear);
        ModelFacts others = new ModelFacts(ModelMode.CHAT, 100, 5, Set.of(Capability.TOOLS), prices("1"));
        ModelRegistry registry = new ModelRegistry(List.of(
                new PriceList(List.of(new ModelEntry("m", Set.of(), own))),
                new PriceList(List.of(new ModelEntry("m", Set.of(), others)))));

        assertThat(registry.find("openai", "m"))
                .isEqualTo(new ModelFacts(ModelMode.CHAT, 100, 4, Set.of(Capability.TOOLS), dear));
    }

    @Test
    void capabilitiesComeInOneOrderWhateverTheListSays() {
        ModelFacts facts = new ModelFacts(null, 0, 0, Set.of(Capability.WEB_SEARCH, Capability.VISION), null);

        assertThat(facts.capabilities()).containsExactly(Capability.VISION, Capability.WEB_SEARCH);
    }

    private static ModelRegistry registry(ModelEntry... entries) {
        return new ModelRegistry(List.of(new PriceList(Arrays.asList(entries))));
    }

    private static ModelEntry entry(String name, int window, String... providers) {
        return new ModelEntry(name, Set.of(providers), new ModelFacts(null, window, 0, Set.of(), null));
    }

    private static Prices prices(String input) {
        return new Prices(Map.of(
                ServiceTier.STANDARD, new RateCard(Map.of(Meter.INPUT, new BigDecimal(input)), new TreeMap<>(), null)));
    }
}
