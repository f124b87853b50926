package dev.caravan.gateway.observability;

import dev.caravan.processors.limits.Claim;
import dev.caravan.processors.limits.LimitKind;
import dev.caravan.processors.limits.LimitStore;
import dev.caravan.processors.limits.LimitWindow;
import dev.caravan.processors.limits.Verdict;
import dev.caravan.processors.limits.Verdict.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Counts what limits refuse, by what the limit is set on and by its window. Whose limit it was never becomes a label. */
public final class CountedLimits implements LimitStore {

    private final LimitStore store;
    private final Map<Labels, Counter> counters = new HashMap<>();

    private record Labels(LimitKind kind, LimitWindow window) {}

    /** @param store decides */
    public CountedLimits(LimitStore store, MeterRegistry registry) {
        this.store = store;
        for (LimitKind kind : LimitKind.values()) {
            for (LimitWindow window : LimitWindow.values()) {
                Counter counter = Counter.builder("caravan.limited")
                        .description("Times that a limit had no place for a call")
                        .tag("limit", kind.word())
                        .tag("window", window.word())
                        .register(registry);
                counters.put(new Labels(kind, window), counter);
            }
        }
    }

    @Override
    public Mono<Verdict> take(List<Claim> claims, EventExecutor loop) {
        return store.take(claims, loop).doOnNext(this::count);
    }

    private void count(Verdict verdict) {
        if (verdict instanceof Refused refused) {
            Counter counter = counters.get(new Labels(refused.claim().kind(), refused.window()));
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
