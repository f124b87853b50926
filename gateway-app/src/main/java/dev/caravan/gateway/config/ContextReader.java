package dev.caravan.gateway.config;

import dev.caravan.processors.context.ContextRule;
import dev.caravan.processors.context.ContextRules;
import dev.caravan.processors.context.ContextStrategy;
import dev.caravan.spi.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code context}: how long the requests of models may be. */
final class ContextReader {

    private static final int MOST = 1_000_000_000;
    private static final String MODEL_FIX = "Write provider/model, such as openai/gpt-4o or openai/*";
    private static final String SUMMARIZER_FIX = "Write the provider/model that summarizes";

    private final ConfigSource source;
    private final ConfigProblems problems;
    private final Set<String> providers;

    /** @param providers the names of the configured providers */
    ContextReader(ConfigSource source, ConfigProblems problems, Set<String> providers) {
        this.source = source;
        this.problems = problems;
        this.providers = providers;
    }

    ContextRules read(Settings root) {
        try (Section context = new Section(root, problems).section("context")) {
            ContextRule otherwise = source.has(context.pathOf("default")) ? rule(context.section("default")) : null;
            Map<String, ContextRule> models = new LinkedHashMap<>();
            Section section = context.section("models");
            for (String model : source.keysOf(section.path())) {
                check(section, model, model, MODEL_FIX);
                models.put(model, rule(section.section(model)));
            }
            return new ContextRules(models, otherwise);
        }
    }

    private ContextRule rule(Section section) {
        try (section) {
            int soft = section.integer("soft-limit", 0, 1, MOST);
            int hard = section.integer("hard-limit", 0, 1, MOST);
            if (hard > 0 && soft > hard) {
                section.refuse("soft-limit", "is above the hard limit", "Write at most " + hard);
            }
            ContextStrategy strategy = section.choice("strategy", ContextStrategy.class, ContextStrategy.DROP_OLDEST);
            return new ContextRule(soft, hard, strategy, summarizer(section, strategy));
        }
    }

    private @Nullable String summarizer(Section section, ContextStrategy strategy) {
        String named = section.text("summarizer").orElse(null);
        if (named != null) {
            check(section, "summarizer", named, SUMMARIZER_FIX);
        } else if (strategy == ContextStrategy.SUMMARIZE) {
            section.refuse("summarizer", "is missing", SUMMARIZER_FIX);
        }
        return named;
    }

    /** Only what stands as a key may be a pattern. */
    private void check(Section section, String key, String model, String fix) {
        int slash = model.indexOf('/');
        String provider = slash < 1 ? "" : model.substring(0, slash);
        if (slash < 1 || slash == model.length() - 1) {
            section.refuse(key, "'" + model + "' is no provider with a model", fix);
        } else if (!providers.contains(provider) && !(key.equals(model) && provider.contains("*"))) {
            section.refuse(
                    key,
                    "'" + provider + "' is no configured provider",
                    Nearest.hint(provider, providers) + "Known: " + String.join(", ", providers));
        }
    }
}
