package dev.caravan.processors.endpoints;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.sessions.SessionRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A project: endpoints, and the keys that may call them.
 *
 * @param id its UUID in lower case, by which clients call it
 * @param name its name in the configuration, by which keys belong to it
 * @param type what it is for; only those of {@link #GATEWAY} are called here
 * @param guardrails names of guardrails that check all calls of its endpoints
 * @param sessions how long its sessions live, and how much they hold
 * @param endpoints by their slugs, in the order of the configuration
 */
public record Project(
        String id,
        String name,
        String type,
        List<String> guardrails,
        SessionRules sessions,
        Map<String, Endpoint> endpoints) {

    /** The type of projects whose endpoints are called through the gateway. */
    public static final String GATEWAY = "ai-gateway";

    public Project {
        guardrails = List.copyOf(guardrails);
        endpoints = Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
    }

    /** Whether that key may call it: one of its own, or an admin's that belongs to no project. */
    boolean isOpenTo(Principal caller) {
        String belongsTo = caller.project();
        return belongsTo == null
                ? caller.role() == Role.ADMIN
                : belongsTo.equals(name) || belongsTo.equalsIgnoreCase(id);
    }
}
