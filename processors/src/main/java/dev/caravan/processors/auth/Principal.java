package dev.caravan.processors.auth;

import dev.caravan.processors.budgets.Budget;
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
 * @param allowedAgents names of agents; empty allows all
 * @param allowedEndpoints slugs of its project's endpoints; empty allows all
 * @param limit how many calls it may make
 * @param budget what it may spend
 * @param guardrails names of guardrails that check its calls beside those that check everybody's
 */
public record Principal(
        String name,
        Role role,
        Set<Scope> scopes,
        @Nullable String project,
        List<String> allowedModels,
        List<String> allowedProviders,
        List<String> allowedAgents,
        List<String> allowedEndpoints,
        RateLimit limit,
        Budget budget,
        List<String> guardrails) {

    public Principal {
        scopes = Set.copyOf(scopes);
        allowedModels = List.copyOf(allowedModels);
        allowedProviders = List.copyOf(allowedProviders);
        allowedAgents = List.copyOf(allowedAgents);
        allowedEndpoints = List.copyOf(allowedEndpoints);
        guardrails = List.copyOf(guardrails);
    }

    /** A key of that name and role, with these scopes and without any restriction. */
    public static Builder named(String name, Role role, Set<Scope> scopes) {
        return new Builder(name, role, scopes);
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

    /** Whether it may call that agent. */
    public boolean mayUseAgent(String agent) {
        return allowedAgents.isEmpty() || allowedAgents.contains(agent);
    }

    /** Whether it may call that endpoint of its project. */
    public boolean mayUseEndpoint(String slug) {
        return allowedEndpoints.isEmpty() || allowedEndpoints.contains(slug);
    }

    /** Collects what a key is restricted to. */
    public static final class Builder {

        private final String name;
        private final Role role;
        private final Set<Scope> scopes;
        private @Nullable String project;
        private List<String> allowedModels = List.of();
        private List<String> allowedProviders = List.of();
        private List<String> allowedAgents = List.of();
        private List<String> allowedEndpoints = List.of();
        private RateLimit limit = RateLimit.NONE;
        private Budget budget = Budget.NONE;
        private List<String> guardrails = List.of();

        private Builder(String name, Role role, Set<Scope> scopes) {
            this.name = name;
            this.role = role;
            this.scopes = scopes;
        }

        public Builder project(@Nullable String value) {
            project = value;
            return this;
        }

        public Builder allowedModels(List<String> value) {
            allowedModels = value;
            return this;
        }

        public Builder allowedProviders(List<String> value) {
            allowedProviders = value;
            return this;
        }

        public Builder allowedAgents(List<String> value) {
            allowedAgents = value;
            return this;
        }

        public Builder allowedEndpoints(List<String> value) {
            allowedEndpoints = value;
            return this;
        }

        public Builder limit(RateLimit value) {
            limit = value;
            return this;
        }

        public Builder budget(Budget value) {
            budget = value;
            return this;
        }

        public Builder guardrails(List<String> value) {
            guardrails = value;
            return this;
        }

        public Principal build() {
            return new Principal(
                    name,
                    role,
                    scopes,
                    project,
                    allowedModels,
                    allowedProviders,
                    allowedAgents,
                    allowedEndpoints,
                    limit,
                    budget,
                    guardrails);
        }
    }
}
