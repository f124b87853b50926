package dev.caravan.gateway.config;

import dev.caravan.gateway.config.AliasConfig.TargetConfig;
import dev.caravan.processors.routing.ResilienceRules;
import dev.caravan.processors.routing.Strategy;
import dev.caravan.spi.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code aliases}: a name stands for a provider's model, or for several with a strategy. */
final class AliasesReader {

    private static final String FIX = "Write provider/model, such as openai/gpt-4o";
    private static final int MOST_RETRIES = 10;
    private static final int HEAVIEST = 1_000_000;

    private final ConfigSource source;
    private final ConfigProblems problems;
    private final ResilienceRules rules;

    /** @param rules what counts for aliases that do not say otherwise */
    AliasesReader(ConfigSource source, ConfigProblems problems, ResilienceRules rules) {
        this.source = source;
        this.problems = problems;
        this.rules = rules;
    }

    /** @param providers the names of the configured providers */
    Map<String, AliasConfig> read(Settings root, Set<String> providers) {
        Settings section = problems.read(() -> root.section("aliases")).orElse(Settings.of("aliases", Map.of()));
        Map<String, AliasConfig> aliases = new LinkedHashMap<>();
        for (String alias : source.keysOf(section.path())) {
            problems.read(() -> alias(section, alias, providers)).ifPresent(target -> aliases.put(alias, target));
        }
        return Collections.unmodifiableMap(aliases);
    }

    private AliasConfig alias(Settings section, String alias, Set<String> providers) {
        boolean several = !source.keysOf(section.path() + "." + alias).isEmpty();
        return several
                ? several(section.section(alias), providers)
                : AliasConfig.of(target(section, alias, section.requiredText(alias, FIX), providers, 1));
    }

    /**
     * Who serves an agent: its {@code targets}, as an alias has them, or one {@code model}, which may be an alias.
     *
     * @param settings the agent's; its other keys are read already
     */
    AliasConfig ofAgent(Settings settings, Set<String> providers, Map<String, AliasConfig> aliases) {
        String model = settings.text("model").orElse(null);
        if (model == null) {
            return several(settings, providers);
        }
        try (Section section = new Section(settings, problems)) {
            AliasConfig alias = aliases.get(model);
            return alias == null ? AliasConfig.of(target(settings, "model", model, providers, 1)) : alias;
        }
    }

    private AliasConfig several(Settings settings, Set<String> providers) {
        try (Section section = new Section(settings, problems)) {
            Strategy strategy = problems.read(() -> settings.choice("strategy", Strategy.class, Strategy.FALLBACK))
                    .orElse(Strategy.FALLBACK);
            int retries = section.integer("retries", 0, 0, MOST_RETRIES);
            Duration backoff = section.durationOrZero("backoff", AliasConfig.DEFAULT_BACKOFF);
            Settings weights = settings.section("weights");
            List<String> names = settings.texts("targets");
            if (names.isEmpty()) {
                throw settings.invalid("targets", "is missing", "Write [openai/gpt-4o, anthropic/claude-sonnet-4-5]");
            }
            List<TargetConfig> targets = new ArrayList<>();
            for (String name : names) {
                int weight = weights.integer(name, 1, 1, HEAVIEST);
                targets.add(target(settings, "targets", name, providers, weight));
            }
            weights.rejectUnread();
            return new AliasConfig(
                    targets,
                    strategy,
                    retries,
                    backoff,
                    fallbacks(settings, "context-window-fallback", providers),
                    fallbacks(settings, "content-policy-fallback", providers),
                    ResilienceReader.read(section.section("resilience"), rules));
        }
    }

    private static List<TargetConfig> fallbacks(Settings settings, String key, Set<String> providers) {
        return settings.texts(key).stream()
                .map(name -> target(settings, key, name, providers, 1))
                .toList();
    }

    private static TargetConfig target(Settings section, String key, String target, Set<String> providers, int weight) {
        int slash = target.indexOf('/');
        if (slash < 1 || slash == target.length() - 1) {
            throw section.invalid(key, "'" + target + "' is no provider with a model", FIX);
        }
        String provider = target.substring(0, slash);
        if (!providers.contains(provider)) {
            throw section.invalid(
                    key,
                    "'" + provider + "' is no configured provider",
                    Nearest.hint(provider, providers) + "Known: " + String.join(", ", providers));
        }
        return new TargetConfig(provider, target.substring(slash + 1), weight);
    }
}
