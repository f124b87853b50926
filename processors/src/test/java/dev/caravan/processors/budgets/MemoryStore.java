package dev.caravan.processors.budgets;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A store that several books may share, and that can be away. */
final class MemoryStore implements SpendStore {

    private final Map<SpendKey, BigDecimal> totals = new HashMap<>();
    private final boolean shared;
    private boolean away;
    private int writes;

    MemoryStore(boolean shared) {
        this.shared = shared;
    }

    synchronized void away(boolean isAway) {
        away = isAway;
    }

    synchronized int writes() {
        return writes;
    }

    synchronized BigDecimal total(SpendKey key) {
        return totals.getOrDefault(key, BigDecimal.ZERO);
    }

    @Override
    public synchronized Map<SpendKey, BigDecimal> add(Map<SpendKey, BigDecimal> usd) {
        answer();
        writes++;
        Map<SpendKey, BigDecimal> after = new HashMap<>();
        usd.forEach((key, amount) -> after.put(key, totals.merge(key, amount, BigDecimal::add)));
        return after;
    }

    @Override
    public synchronized Map<SpendKey, BigDecimal> totals(Set<String> periods) {
        answer();
        Map<SpendKey, BigDecimal> current = new HashMap<>(totals);
        current.keySet().removeIf(key -> !periods.contains(key.period()));
        return current;
    }

    @Override
    public Map<SpendKey, BigDecimal> changedTotals(Set<String> periods) {
        return totals(periods);
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    private void answer() {
        if (away) {
            throw new IllegalStateException("the store is away");
        }
    }
}
