package dev.caravan.gateway.config;

import dev.caravan.spi.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads {@code aliases}. */
final class AliasesReader {

    private static final String FIX = "Write provider/model, such as openai/gpt-4o";

    private final ConfigSource source;
    private final ConfigProblems problems;

    AliasesReader(ConfigSource source, ConfigProblems problems) {
        this.source = source;
        this.problems = problems;
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

    private static AliasConfig alias(Settings section, String alias, Set<String> providers) {
        String target = section.requiredText(alias, FIX);
        int slash = target.indexOf('/');
        if (slash < 1 || slash == target.length() - 1) {
            throw section.invalid(alias, "'" + target + "' is no provider with a model", FIX);
        }
        String provider = target.substring(0, slash);
        if (!providers.contains(provider)) {
            throw section.invalid(
                    alias,
                    "'" + provider + "' is no configured provider",
                    Nearest.hint(provider, providers) + "Known: " + String.join(", ", providers));
        }
        return new AliasConfig(provider, target.substring(slash + 1));
    }
}
