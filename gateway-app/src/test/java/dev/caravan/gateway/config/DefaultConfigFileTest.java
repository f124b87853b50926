package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.budgets.BudgetRules;
import dev.caravan.processors.limits.RateLimit;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that comes with the gateway. */
class DefaultConfigFileTest {

    private static final Pattern ADMIN_SECTION = Pattern.compile("(?m)^#admin:\\n(?:#  .*\\n)+");

    @Test
    void itIsReadWithoutAnyVariableAndListensOnLoopbackOnly() {
        GatewayConfig config = new ConfigReader(name -> null).read(shipped()).checked();

        assertThat(config.providers())
                .extracting(ProviderConfig::name)
                .containsExactly("echo", "openai", "anthropic", "gemini");
        assertThat(config.keys()).isEmpty();
        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.server().port()).isEqualTo(8080);
        assertThat(config.admin())
                .isEqualTo(new AdminConfig(true, "127.0.0.1", 8081, AdminConfig.Stats.EVERYBODY, false));
    }

    @Test
    void itsOpenAiProviderHasTheKeyOfTheEnvironmentAndNoneWithout() {
        ConfigReader with = new ConfigReader(name -> name.equals("OPENAI_API_KEY") ? "sk-1" : null);
        ConfigReader without = new ConfigReader(name -> null);

        assertThat(apiKey(with)).isEqualTo(List.of("sk-1"));
        assertThat(apiKey(without)).isEmpty();
    }

    @Test
    void whatItShowsInCommentsIsValid(@TempDir Path folder) throws Exception {
        // A setting that is not in use has no blank behind its '#', or several.
        String yaml = Files.readString(shipped()).replaceAll("(?m)^( *)#(?! \\S)", "$1");
        Files.createDirectory(folder.resolve("tls"));
        Files.writeString(folder.resolve("tls/cert.pem"), "x");
        Files.writeString(folder.resolve("tls/key.pem"), "x");
        Files.writeString(folder.resolve("prices.yaml"), "models: {}");

        GatewayConfig config =
                new ConfigFixture(folder).with("WEB_KEY", "sk-web").config(yaml);

        assertThat(config.providers())
                .extracting(ProviderConfig::name)
                .containsExactly("echo", "openai", "anthropic", "gemini", "ollama", "groq", "house");
        assertThat(config.keys()).extracting(key -> key.principal().name()).containsExactly("web");
        assertThat(config.defaultProvider()).isEqualTo("openai");
        assertThat(config.aliases())
                .containsEntry("fast", AliasConfig.of(new AliasConfig.TargetConfig("openai", "gpt-4o-mini", 1)));
        assertThat(config.projects()).singleElement().satisfies(project -> assertThat(project.endpoints())
                .containsOnlyKeys("summarize"));
        assertThat(config.limits().models()).containsEntry("openai/gpt-4o", new RateLimit(100, 0, 0));
        assertThat(config.keys().get(0).principal().limit()).isEqualTo(new RateLimit(100, 1000, 10, 50_000));
        assertThat(config.limitStore()).isEqualTo(LimitStoreConfig.DEFAULT);
        assertThat(config.redis()).isNotNull();
        assertThat(config.redis().timeout()).isEqualTo(RedisConfig.DEFAULT_TIMEOUT);
        assertThat(config.keys().get(0).principal().budget())
                .isEqualTo(new Budget(100_000, new BigDecimal("10"), new BigDecimal("100")));
        assertThat(config.budgets().projects()).containsOnlyKeys("shop");
        assertThat(config.budgets().unknownPriceIsFree()).isFalse();
        assertThat(config.budgets().assumedOutputTokens()).isEqualTo(BudgetRules.USUAL_OUTPUT_TOKENS);
        assertThat(config.ingestion().keylessIntake()).isEqualTo(config.keys().get(0));
        assertThat(config.ingestion().maxBatch()).isEqualTo(IngestionConfig.DEFAULT.maxBatch());
        assertThat(config.server().tls()).isNotNull();
        assertThat(config.guardrails()).extracting(GuardrailConfig::name).containsExactly("pii", "secrets", "tone");
    }

    @Test
    void theDefaultsThatItShowsAreTheDefaults(@TempDir Path folder) throws Exception {
        String single = Files.readString(shipped())
                .replaceAll("(?m)^( *)#(?=event|access|limits: \\{m|timeouts: \\{[rc])", "$1");
        String yaml = ADMIN_SECTION.matcher(single).replaceAll(section -> section.group()
                .replaceAll("(?m)^#", ""));

        GatewayConfig shown = new ConfigFixture(folder).config(yaml);
        GatewayConfig silent = new ConfigFixture(folder).config(ConfigFixture.ECHO);

        assertThat(shown.server()).isEqualTo(silent.server());
        assertThat(shown.admin()).isEqualTo(silent.admin());
        assertThat(shown.providers().get(0).timeouts())
                .isEqualTo(silent.providers().get(0).timeouts());
    }

    private static List<String> apiKey(ConfigReader reader) {
        return reader.read(shipped()).checked().providers().stream()
                .filter(provider -> provider.name().equals("openai"))
                .flatMap(provider -> provider.settings().text("api-key").stream())
                .toList();
    }

    /** The file in the repository's root, from whichever folder below it the tests run. */
    private static Path shipped() {
        Path folder = Path.of("").toAbsolutePath();
        return Stream.iterate(folder, Objects::nonNull, Path::getParent)
                .map(parent -> parent.resolve(ConfigReader.DEFAULT_FILE))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }
}
