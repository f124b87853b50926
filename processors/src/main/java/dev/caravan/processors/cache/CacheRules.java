package dev.caravan.processors.cache;

import dev.caravan.processors.auth.Principal;
import java.time.Duration;
import java.util.Set;

/**
 * Whose answers are kept, and how long.
 *
 * @param enabled whether there is a cache at all
 * @param ttl how long an answer is given again, where the caller does not say otherwise
 * @param maxSize how many bytes all kept answers have together
 * @param maxEntry how many bytes one of them has at most
 * @param everybody whether all calls are looked for and kept unless their callers say otherwise
 * @param projects the projects for whose calls that holds
 * @param keys the names of keys for whose calls that holds
 */
public record CacheRules(
        boolean enabled,
        Duration ttl,
        long maxSize,
        int maxEntry,
        boolean everybody,
        Set<String> projects,
        Set<String> keys) {

    /** Nothing is kept. */
    public static final CacheRules NONE =
            new CacheRules(false, Duration.ofMinutes(5), 64L << 20, 1 << 20, false, Set.of(), Set.of());

    public CacheRules {
        projects = Set.copyOf(projects);
        keys = Set.copyOf(keys);
    }

    /** Whether a caller's answers are kept where the caller does not say. */
    boolean isFor(Principal caller) {
        return everybody
                || keys.contains(caller.name())
                || (caller.project() != null && projects.contains(caller.project()));
    }
}
