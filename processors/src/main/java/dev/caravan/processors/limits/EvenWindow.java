package dev.caravan.processors.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/**
 * The calls, or the tokens, of a minute or an hour, which come back evenly. When the limit changes, the share that is left
 * stays. Thread-safe.
 */
final class EvenWindow {

    private final Bucket bucket;
    private final Duration period;
    private volatile int limit;

    EvenWindow(int limit, Duration period, TimeMeter clock) {
        this.limit = limit;
        this.period = period;
        this.bucket = Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit).refillGreedy(limit, period))
                .withCustomTimePrecision(clock)
                .build();
    }

    /**
     * @param amount what is taken, or not
     * @param current the limit as it is configured now, at least the amount
     */
    ConsumptionProbe take(long amount, int current) {
        if (current != limit) {
            bucket.replaceConfiguration(
                    BucketConfiguration.builder()
                            .addLimit(bandwidth -> bandwidth.capacity(current).refillGreedy(current, period))
                            .build(),
                    TokensInheritanceStrategy.PROPORTIONALLY);
            limit = current;
        }
        return bucket.tryConsumeAndReturnRemaining(amount);
    }

    /** There is never more than the limit allows. */
    void giveBack(long amount) {
        if (amount > 0) {
            bucket.addTokens(amount);
        }
    }

    /** Takes also what is not there, but no more than a whole window of it. */
    void takeAnyway(long amount) {
        long most = bucket.getAvailableTokens() + limit;
        if (most > 0) {
            bucket.consumeIgnoringRateLimits(Math.min(amount, most));
        }
    }
}
