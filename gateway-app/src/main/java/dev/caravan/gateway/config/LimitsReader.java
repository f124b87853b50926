package dev.caravan.gateway.config;

import dev.caravan.processors.limits.LimitRules;
import dev.caravan.processors.limits.RateLimit;
import dev.caravan.spi.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads {@code limits}, and those of a key. */
final class LimitsReader {

    private static final int MOST = 1_000_000_000;
    private static final String MODEL_FIX = "Write provider/model, such as openai/gpt-4o";

    private final ConfigSource source;
    private final ConfigProblems problems;

    LimitsReader(ConfigSource source, ConfigProblems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** The limits, and where they are counted. */
    record Limits(LimitRules rules, LimitStoreConfig store) {}

    /**
     * @param providers the names of the configured providers
     * @param withRedis whether Redis is configured
     */
    Limits read(Settings root, Set<String> providers, boolean withRedis) {
        try (Section limits = new Section(root, problems).section("limits")) {
            LimitRules rules = new LimitRules(
                    limit(limits, "per-user"),
                    limits(limits.section("projects"), (section, project) -> {}),
                    limits(limits.section("models"), (section, model) -> checkModel(section, model, providers)),
                    limits(
                            limits.section("providers"),
                            (section, provider) -> checkProvider(section, provider, provider, providers)));
            return new Limits(rules, store(limits, withRedis));
        }
    }

    private static LimitStoreConfig store(Section limits, boolean withRedis) {
        LimitStoreConfig otherwise = LimitStoreConfig.DEFAULT;
        LimitStoreConfig store = new LimitStoreConfig(
                limits.choice("store", LimitStoreConfig.Kind.class, otherwise.kind()),
                limits.choice("when-redis-is-down", LimitStoreConfig.WhenDown.class, otherwise.whenDown()));
        if (store.kind() == LimitStoreConfig.Kind.REDIS && !withRedis) {
            limits.refuse("store", "is redis, which is not configured", "Add redis: {url: redis://host:6379/0}");
        }
        return store;
    }

    /** The limit that stands below a key; none where the key is absent. */
    RateLimit limit(Section parent, String key) {
        try (Section section = parent.section(key)) {
            if (source.has(section.path()) && source.keysOf(section.path()).isEmpty()) {
                parent.refuse(
                        key,
                        "sets no limit",
                        "Write requests-per-minute, requests-per-hour, tokens-per-minute or concurrent below it");
            }
            return new RateLimit(
                    section.integer("requests-per-minute", 0, 1, MOST),
                    section.integer("requests-per-hour", 0, 1, MOST),
                    section.integer("concurrent", 0, 1, MOST),
                    section.integer("tokens-per-minute", 0, 1, MOST));
        }
    }

    private Map<String, RateLimit> limits(Section section, BiConsumer<Section, String> check) {
        Map<String, RateLimit> limits = new LinkedHashMap<>();
        for (String name : source.keysOf(section.path())) {
            check.accept(section, name);
            limits.put(name, limit(section, name));
        }
        return limits;
    }

    private static void checkModel(Section section, String model, Set<String> providers) {
        int slash = model.indexOf('/');
        if (slash < 1 || slash == model.length() - 1) {
            section.refuse(model, "is no provider with a model", MODEL_FIX);
        } else {
            checkProvider(section, model, model.substring(0, slash), providers);
        }
    }

    private static void checkProvider(Section section, String key, String provider, Set<String> providers) {
        if (!providers.contains(provider)) {
            section.refuse(
                    key,
                    "'" + provider + "' is no configured provider",
                    Nearest.hint(provider, providers) + "Known: " + String.join(", ", providers));
        }
    }
}
