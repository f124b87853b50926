package dev.caravan.gateway.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The places among concurrent calls that calls of this node hold. A place is lent for a while and renewed as long as its call
 * lasts: those of a node that was killed come back by themselves. Thread-safe.
 */
final class Leases {

    /** So many leases are renewed by one command, for Redis does nothing else meanwhile. */
    private static final int AT_A_TIME = 200;

    private final RedisConnection redis;
    private final LimitScripts scripts;
    private final Duration lasting;
    private final String node =
            Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX) + ".";
    private final AtomicLong next = new AtomicLong();
    private final Map<String, List<String>> keysByLease = new ConcurrentHashMap<>();

    /** @param lasting how long a lease lasts that is not renewed */
    Leases(RedisConnection redis, LimitScripts scripts, Duration lasting) {
        this.redis = redis;
        this.scripts = scripts;
        this.lasting = lasting;
        redis.every(lasting.dividedBy(3), this::renew);
    }

    /** A name for a lease, unlike any other. */
    String name() {
        return node + Long.toString(next.incrementAndGet(), Character.MAX_RADIX);
    }

    Duration lasting() {
        return lasting;
    }

    /** The lease is held from now on. */
    void hold(String lease, List<String> keys) {
        keysByLease.put(lease, keys);
    }

    /** The lease is not renewed any more. */
    void drop(String lease) {
        keysByLease.remove(lease);
    }

    private void renew() {
        Map<String, List<String>> leasesByKey = new HashMap<>();
        keysByLease.forEach((lease, keys) -> keys.forEach(key ->
                leasesByKey.computeIfAbsent(key, none -> new ArrayList<>()).add(lease)));
        leasesByKey.forEach((key, leases) -> {
            for (int i = 0; i < leases.size(); i += AT_A_TIME) {
                renew(key, leases.subList(i, Math.min(leases.size(), i + AT_A_TIME)));
            }
        });
    }

    private void renew(String key, List<String> leases) {
        List<String> arguments = new ArrayList<>(leases.size() + 1);
        arguments.add(Long.toString(lasting.toMillis()));
        arguments.addAll(leases);
        redis.tell(commands -> scripts.renew().run(commands, new String[] {key}, arguments.toArray(String[]::new)));
        // One that was left while this was put together has come back with it.
        for (String lease : leases) {
            if (!keysByLease.containsKey(lease)) {
                redis.tell(commands ->
                        scripts.settle().run(commands, new String[] {key}, new String[] {lease, "0", "0", "0"}));
            }
        }
    }
}
