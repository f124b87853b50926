package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Scope;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys as the admin API shows them: never the key, nor its hash. What a key has not is left out. */
final class KeyJson {

    /** What the id of a key of the configuration starts with; its name follows. */
    static final String CONFIGURED = "config:";

    private KeyJson() {}

    /** A key of the configuration. */
    static ObjectNode of(ApiKey configured) {
        ObjectNode object = Json.object().put("id", idOf(configured));
        object.setAll(spec(KeySpec.of(configured)));
        return object.put("source", "config");
    }

    static String idOf(ApiKey configured) {
        return CONFIGURED + configured.principal().name();
    }

    /** A key of the database. */
    static ObjectNode of(StoredKey key, Instant now) {
        ObjectNode object = Json.object().put("id", key.id());
        object.setAll(spec(key.spec()));
        object.put("prefix", key.prefix()).put("source", "database");
        put(object, "created_at", key.createdAt());
        put(object, "revoked_at", key.revokedAt());
        Instant overlap = key.previousGoodUntil();
        if (!key.isRevoked() && overlap != null && overlap.isAfter(now)) {
            put(object, "previous_good_until", overlap);
        }
        return object;
    }

    /** What an administrator says of a key, in the fields in which he says it. */
    static ObjectNode spec(KeySpec spec) {
        Principal principal = spec.principal();
        ObjectNode object = Json.object()
                .put("name", principal.name())
                .put("role", principal.role().word());
        put(
                object,
                "scopes",
                principal.scopes().stream().map(Scope::word).sorted().toList());
        if (principal.project() != null) {
            object.put("project", principal.project());
        }
        put(object, "allowed_models", principal.allowedModels());
        put(object, "allowed_providers", principal.allowedProviders());
        put(object, "allowed_agents", principal.allowedAgents());
        put(object, "allowed_endpoints", principal.allowedEndpoints());
        putUnlessEmpty(object, "limits", limits(spec));
        putUnlessEmpty(object, "budgets", budgets(principal));
        put(object, "guardrails", principal.guardrails());
        object.put("enabled", spec.enabled());
        put(object, "expires_at", spec.expiresAt());
        return object;
    }

    private static ObjectNode limits(KeySpec spec) {
        ObjectNode limits = Json.object();
        put(limits, "requests_per_minute", spec.principal().limit().perMinute());
        put(limits, "requests_per_hour", spec.principal().limit().perHour());
        put(limits, "tokens_per_minute", spec.principal().limit().tokensPerMinute());
        put(limits, "concurrent", spec.principal().limit().concurrent());
        return limits;
    }

    private static ObjectNode budgets(Principal principal) {
        ObjectNode budgets = Json.object();
        put(budgets, "tokens_per_request", principal.budget().tokensPerRequest());
        put(budgets, "usd_per_day", principal.budget().usdPerDay());
        put(budgets, "usd_per_month", principal.budget().usdPerMonth());
        return budgets;
    }

    private static void put(ObjectNode object, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = object.putArray(name);
            texts.forEach(array::add);
        }
    }

    private static void put(ObjectNode object, String name, long number) {
        if (number != 0) {
            object.put(name, number);
        }
    }

    private static void put(ObjectNode object, String name, @Nullable BigDecimal amount) {
        if (amount != null) {
            object.put(name, amount);
        }
    }

    private static void put(ObjectNode object, String name, @Nullable Instant time) {
        if (time != null) {
            object.put(name, time.toString());
        }
    }

    private static void putUnlessEmpty(ObjectNode object, String name, ObjectNode below) {
        if (!below.isEmpty()) {
            object.set(name, below);
        }
    }
}
