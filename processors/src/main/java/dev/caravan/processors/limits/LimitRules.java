package dev.caravan.processors.limits;

import java.util.Map;

/**
 * The configured limits, but for those of keys, which the keys have themselves.
 *
 * @param perUser what each user has alike
 * @param projects by the project's name
 * @param models by {@code provider/model}, as the provider names the model
 * @param providers by the provider's name
 */
public record LimitRules(
        RateLimit perUser,
        Map<String, RateLimit> projects,
        Map<String, RateLimit> models,
        Map<String, RateLimit> providers) {

    public static final LimitRules NONE = new LimitRules(RateLimit.NONE, Map.of(), Map.of(), Map.of());

    public LimitRules {
        projects = Map.copyOf(projects);
        models = Map.copyOf(models);
        providers = Map.copyOf(providers);
    }
}
