package dev.caravan.processors.auth;

import dev.caravan.processors.limits.RateLimit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls: what is known of a key, without the key.
 *
 * @param name the key's name, for logs and the ledger
 * @param role what it may do at most
 * @param scopes the parts of the gateway that it may use
 * @param project the project that it belongs to, or null
 * @param allowedModels names or patterns ({@code gpt-4*}) of models as clients write them; empty allows all
 * @param allowedProviders names of providers; empty allows all
 * @param limit how many calls it may make
 */
public record Principal(
        String name,
        Role role,
        Set<Scope> scopes,
        @Nullable String project,
        List<String> allowedModels,
        List<String> allowedProviders,
        RateLimit limit) {

    /** Somebody without a limit. */
    public Principal(
            String name,
            Role role,
            Set<Scope> scopes,
            @Nullable String project,
            List<String> allowedModels,
            List<String> allowedProviders) {
        this(name, role, scopes, project, allowedModels, allowedProviders, RateLimit.NONE);
    }

    /** Whether it may use that provider at all. */
    public boolean mayUseProvider(String provider) {
        return allowedProviders.isEmpty() || allowedProviders.contains(provider);
    }

    /**
     * Whether it may use a model: one of its patterns matches the model as the client wrote it, as the provider names it, or
     * as {@code provider/model}.
     *
     * @param written the model as the client wrote it, or null when it named none
     * @param provider the provider that serves the call
     * @param model the model as that provider names it, or null where the call has none
     */
    public boolean mayUseModel(@Nullable String written, String provider, @Nullable String model) {
        if (allowedModels.isEmpty()) {
            return true;
        }
        String qualified = provider + "/" + (model == null ? "" : model);
        for (String pattern : allowedModels) {
            if ((written != null && ModelPattern.matches(pattern, written))
                    || (model != null && ModelPattern.matches(pattern, model))
                    || ModelPattern.matches(pattern, qualified)) {
                return true;
            }
        }
        return false;
    }
}
