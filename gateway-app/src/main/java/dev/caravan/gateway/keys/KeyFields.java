package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.config.Nearest;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.endpoints.Projects;
import dev.caravan.processors.limits.RateLimit;
import dev.caravan.spi.GatewayError;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a client says of a key: all of it, or what shall be different. */
final class KeyFields {

    private static final List<String> KNOWN = List.of(
            "name",
            "role",
            "scopes",
            "project",
            "allowed_models",
            "allowed_providers",
            "allowed_agents",
            "allowed_endpoints",
            "limits",
            "budgets",
            "guardrails",
            "enabled",
            "expires_at");
    private static final List<String> LIMITS =
            List.of("requests_per_minute", "requests_per_hour", "tokens_per_minute", "concurrent");
    private static final List<String> BUDGETS = List.of("tokens_per_request", "usd_per_day", "usd_per_month");

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ENTRY = 200;
    private static final int MOST = 1_000_000_000;
    private static final long MOST_TOKENS = 1_000_000_000_000L;
    private static final BigDecimal MOST_USD = new BigDecimal("1000000000");
    private static final Instant END_OF_TIMES = Instant.parse("9999-12-31T23:59:59Z");

    private final Set<String> providers;
    private final Projects projects;

    /**
     * @param providers the names of the configured providers
     * @param projects those of the configuration, by whose names keys belong to them
     */
    KeyFields(Set<String> providers, Projects projects) {
        this.providers = providers;
        this.projects = projects;
    }

    /**
     * A new key.
     *
     * @throws GatewayError 400 that names the field at fault
     */
    KeySpec read(ObjectNode body, Instant now) {
        return checked(body, spec(body), now);
    }

    /**
     * A key as it is but for what the body says, by the rules of a JSON merge patch (RFC 7396): null takes a restriction
     * away. Where the key has the usual scopes of its role, another role brings its own.
     *
     * @throws GatewayError 400 that names the field at fault
     */
    KeySpec patched(KeySpec current, ObjectNode body, Instant now) {
        ObjectNode fields = KeyJson.spec(current);
        Principal principal = current.principal();
        if (body.has("role")
                && !body.has("scopes")
                && principal.scopes().equals(principal.role().usualScopes())) {
            fields.remove("scopes");
        }
        merge(fields, body);
        return checked(body, spec(fields), now);
    }

    private static void merge(ObjectNode fields, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (fields.get(entry.getKey()) instanceof ObjectNode below
                    && entry.getValue() instanceof ObjectNode belowPatch) {
                merge(below, belowPatch);
            } else {
                fields.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private KeySpec spec(ObjectNode object) {
        JsonFields fields = new JsonFields("", object, KNOWN);
        String name = fields.text("name", LONGEST_NAME);
        if (name == null) {
            throw fields.missing("name");
        }
        Role role = role(fields);
        JsonFields limits = fields.object("limits", LIMITS);
        String project = fields.text("project", LONGEST_NAME);
        Principal principal = Principal.named(name, role, scopes(fields, role))
                .project(project == null ? null : projects.named(project))
                .allowedModels(fields.texts("allowed_models", LONGEST_ENTRY))
                .allowedProviders(fields.texts("allowed_providers", LONGEST_ENTRY))
                .allowedAgents(fields.texts("allowed_agents", LONGEST_ENTRY))
                .allowedEndpoints(fields.texts("allowed_endpoints", LONGEST_ENTRY))
                .limit(new RateLimit(
                        (int) limits.number("requests_per_minute", MOST),
                        (int) limits.number("requests_per_hour", MOST),
                        (int) limits.number("concurrent", MOST),
                        (int) limits.number("tokens_per_minute", MOST)))
                .budget(budget(fields.object("budgets", BUDGETS)))
                .guardrails(fields.texts("guardrails", LONGEST_ENTRY))
                .build();
        return new KeySpec(principal, fields.flag("enabled", true), expiry(fields));
    }

    private static Budget budget(JsonFields fields) {
        return new Budget(
                fields.number("tokens_per_request", MOST_TOKENS),
                fields.amount("usd_per_day", MOST_USD),
                fields.amount("usd_per_month", MOST_USD));
    }

    /** A {@code member} may also be written {@code user}. */
    private static Role role(JsonFields fields) {
        String word = fields.text("role", LONGEST_NAME);
        if (word == null || word.equals("user")) {
            return Role.MEMBER;
        }
        return Arrays.stream(Role.values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> fields.invalid("role", "admin, member or read-only"));
    }

    private static Set<Scope> scopes(JsonFields fields, Role role) {
        List<String> words = fields.texts("scopes", LONGEST_NAME);
        if (words.isEmpty()) {
            return role.usualScopes();
        }
        Map<String, Scope> known = new LinkedHashMap<>();
        for (Scope scope : Scope.values()) {
            known.put(scope.word(), scope);
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words) {
            Scope scope = known.get(word);
            if (scope == null) {
                throw notOneOf(fields, "scopes", word, "scope", known.keySet());
            }
            scopes.add(scope);
        }
        return scopes;
    }

    private static @Nullable Instant expiry(JsonFields fields) {
        String text = fields.text("expires_at", LONGEST_NAME);
        if (text == null) {
            return null;
        }
        try {
            Instant expiry = OffsetDateTime.parse(text).toInstant();
            if (!expiry.isAfter(END_OF_TIMES)) {
                return expiry.truncatedTo(ChronoUnit.MILLIS);
            }
        } catch (DateTimeException e) {
            // told below, together with a year that is too far
        }
        throw fields.invalid("expires_at", "a time such as 2030-12-31T12:00:00Z");
    }

    /** What a key already has may have become useless; what is said now shall be of use. */
    private KeySpec checked(ObjectNode given, KeySpec spec, Instant now) {
        JsonFields fields = new JsonFields("", given, KNOWN);
        if (given.has("expires_at")
                && spec.expiresAt() != null
                && !spec.expiresAt().isAfter(now)) {
            throw fields.refused(
                    "expires_at", "Invalid 'expires_at': it lies in the past. Revoke a key to end it now.");
        }
        if (given.has("allowed_providers")) {
            for (String provider : spec.principal().allowedProviders()) {
                if (!providers.contains(provider)) {
                    throw notOneOf(fields, "allowed_providers", provider, "configured provider", providers);
                }
            }
        }
        return spec;
    }

    private static GatewayError notOneOf(
            JsonFields fields, String field, String word, String noun, Collection<String> known) {
        return fields.refused(
                field,
                "Invalid '" + field + "': '" + word + "' is no " + noun + ". " + Nearest.hint(word, known) + "Known: "
                        + String.join(", ", known) + ".");
    }
}
