package dev.caravan.processors.budgets;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

/**
 * Keeps what was spent when the process has ended. Blocks; used by one thread at a time, the {@link SpendWriter}'s. What goes
 * wrong is a {@link RuntimeException}, after which nothing is stored.
 */
public interface SpendStore {

    /**
     * Adds to what was spent, all of it or nothing; it is durable afterwards.
     *
     * @param usd by what it counts for
     * @return the totals of the same keys, with what other processes have added
     */
    Map<SpendKey, BigDecimal> add(Map<SpendKey, BigDecimal> usd);

    /** The totals of those periods. */
    Map<SpendKey, BigDecimal> totals(Set<String> periods);

    /** As {@link #totals}, of which those may be left out that have not changed since it, or this method, was called last. */
    Map<SpendKey, BigDecimal> changedTotals(Set<String> periods);

    /** Whether other processes may add to it. */
    boolean isShared();
}
