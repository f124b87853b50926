package dev.caravan.processors.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** How many calls are in flight for whom. Remembers only those who have one. Thread-safe. */
final class CallsInFlight {

    private final Map<Holder, Integer> counts = new ConcurrentHashMap<>();

    private record Holder(LimitKind kind, String name) {}

    /** @return whether there was a place */
    boolean enter(Claim claim) {
        Entry entry = new Entry(claim.limit().concurrent());
        counts.compute(new Holder(claim.kind(), claim.name()), entry);
        return entry.entered;
    }

    void leave(Claim claim) {
        counts.computeIfPresent(
                new Holder(claim.kind(), claim.name()),
                (holder, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    private static final class Entry implements BiFunction<Holder, @Nullable Integer, Integer> {

        private final int most;
        private boolean entered;

        Entry(int most) {
            this.most = most;
        }

        @Override
        public Integer apply(Holder holder, @Nullable Integer count) {
            int before = count == null ? 0 : count;
            entered = before < most;
            return entered ? before + 1 : before;
        }
    }
}
