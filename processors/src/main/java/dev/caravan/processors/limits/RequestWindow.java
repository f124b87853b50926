package dev.caravan.processors.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/**
 * The calls of a minute or an hour, which come back evenly. When the limit changes, the share that is left stays. Thread-safe.
 */
final class RequestWindow {

    private final Bucket bucket;
    private final Duration period;
    private volatile int limit;

    RequestWindow(int limit, Duration period, TimeMeter clock) {
        this.limit = limit;
        this.period = period;
        this.bucket = Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit).refillGreedy(limit, period))
                .withCustomTimePrecision(clock)
                .build();
    }

    /** @param current the limit as it is configured now */
    ConsumptionProbe take(int current) {
        if (current != limit) {
            bucket.replaceConfiguration(
                    BucketConfiguration.builder()
                            .addLimit(bandwidth -> bandwidth.capacity(current).refillGreedy(current, period))
                            .build(),
                    TokensInheritanceStrategy.PROPORTIONALLY);
            limit = current;
        }
        return bucket.tryConsumeAndReturnRemaining(1);
    }

    void giveBack() {
        bucket.addTokens(1);
    }
}
