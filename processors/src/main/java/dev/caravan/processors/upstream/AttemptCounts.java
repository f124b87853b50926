package dev.caravan.processors.upstream;

import dev.caravan.processors.routing.FailureClass;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts attempts by the provider's configured name and what came of them: {@code ok}, or the class of the failure. */
public final class AttemptCounts {

    private final MeterRegistry metrics;
    private final Map<String, Outcomes> byProvider = new ConcurrentHashMap<>();

    public AttemptCounts(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** @param failure null when the provider answered */
    void count(String provider, @Nullable FailureClass failure) {
        Outcomes outcomes = byProvider.get(provider);
        if (outcomes == null) {
            outcomes = byProvider.computeIfAbsent(provider, Outcomes::new);
        }
        outcomes.of(failure).increment();
    }

    private final class Outcomes {

        private final Counter good;
        private final Map<FailureClass, Counter> failed = new EnumMap<>(FailureClass.class);

        Outcomes(String provider) {
            good = counter(provider, "ok");
            for (FailureClass failure : FailureClass.values()) {
                failed.put(failure, counter(provider, failure.word()));
            }
        }

        Counter of(@Nullable FailureClass failure) {
            return failure == null ? good : failed.getOrDefault(failure, good);
        }

        private Counter counter(String provider, String outcome) {
            return Counter.builder("caravan.attempts")
                    .description("Attempts at providers, by what came of them")
                    .tag("provider", provider)
                    .tag("outcome", outcome)
                    .register(metrics);
        }
    }
}
