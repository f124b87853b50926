package dev.caravan.processors.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The kept answers, in memory, for as long as the process lives. Thread-safe; nothing blocks. */
public final class AnswerCache {

    /** What came of looking, or of keeping. */
    enum Result {
        /** An answer was there. */
        HIT,
        /** None was. */
        MISS,
        /** The call's own answer is kept. */
        KEPT,
        /** It is not, as it is too long. */
        TOO_LARGE,
        /** It is not, as it did not come to its proper end, or is no answer that can be given again. */
        NOT_KEPT
    }

    private final LongSupplier nanoTime;
    private final Cache<CacheKey, KeptAnswer> answers;
    private final Map<Result, Counter> counters = new EnumMap<>(Result.class);

    /**
     * A cache that holds nothing until it is given a size.
     *
     * @param nanoTime the time in nanoseconds, as {@link System#nanoTime()}
     */
    public AnswerCache(LongSupplier nanoTime, MeterRegistry metrics) {
        this.nanoTime = nanoTime;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(0)
                .weigher((CacheKey key, KeptAnswer answer) -> answer.weight())
                .expireAfter(new UntilItsTimeIsOver())
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
        for (Result result : Result.values()) {
            counters.put(
                    result,
                    Counter.builder("caravan.cache")
                            .description("Answers that were looked for and kept, by what came of it")
                            .tag(
                                    "result",
                                    result.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .register(metrics));
        }
    }

    /** @param bytes how much all kept answers have together from now on; 0 for no cache */
    public void resize(long bytes) {
        answers.policy().eviction().ifPresent(eviction -> eviction.setMaximum(bytes));
    }

    @Nullable
    KeptAnswer find(CacheKey key) {
        return answers.getIfPresent(key);
    }

    void keep(CacheKey key, KeptAnswer answer) {
        answers.put(key, answer);
        count(Result.KEPT);
    }

    void count(Result result) {
        Counter counter = counters.get(result);
        if (counter != null) {
            counter.increment();
        }
    }

    /** The time in nanoseconds. */
    long now() {
        return nanoTime.getAsLong();
    }

    private static final class UntilItsTimeIsOver implements Expiry<CacheKey, KeptAnswer> {

        @Override
        public long expireAfterCreate(CacheKey key, KeptAnswer answer, long now) {
            return answer.ttl().toNanos();
        }

        @Override
        public long expireAfterUpdate(CacheKey key, KeptAnswer answer, long now, long left) {
            return answer.ttl().toNanos();
        }

        @Override
        public long expireAfterRead(CacheKey key, KeptAnswer answer, long now, long left) {
            return left;
        }
    }
}
