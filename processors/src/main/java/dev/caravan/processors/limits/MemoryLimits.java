package dev.caravan.processors.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.processors.limits.Verdict.Admitted;
import dev.caravan.processors.limits.Verdict.Refused;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Counts in this process. A window that nobody has asked for an hour is full again, so it is forgotten; of the users there
 * are at most {@value #MOST_WINDOWS} windows, whatever names the clients make up, and they never push out those of keys.
 */
public final class MemoryLimits implements LimitStore {

    static final int MOST_WINDOWS = 100_000;

    private static final LimitWindow[] WINDOWS = LimitWindow.values();

    private final LongSupplier nanoTime;
    private final TimeMeter meter;
    private final Map<LimitKind, Cache<WindowKey, EvenWindow>> windows = new EnumMap<>(LimitKind.class);
    private final CallsInFlight inFlight = new CallsInFlight();

    private record WindowKey(String name, LimitWindow window) {}

    /** @param nanoTime the time as {@link System#nanoTime()} tells it */
    public MemoryLimits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.meter = new NanoMeter(nanoTime);
        for (LimitKind kind : LimitKind.values()) {
            windows.put(
                    kind,
                    Caffeine.newBuilder()
                            .maximumSize(MOST_WINDOWS)
                            .expireAfterAccess(LimitWindow.HOUR.period())
                            .ticker(nanoTime::getAsLong)
                            // Its upkeep is small, and waking another thread for it is not.
                            .executor(Runnable::run)
                            .build());
        }
    }

    @Override
    public Mono<Verdict> take(List<Claim> claims, EventExecutor loop) {
        return Mono.fromSupplier(() -> take(claims));
    }

    /** The same, at once. */
    public Verdict take(List<Claim> claims) {
        return new Taking().take(claims);
    }

    /** How many windows of that kind are remembered. */
    long remembered(LimitKind kind) {
        Cache<WindowKey, EvenWindow> cache = cache(kind);
        cache.cleanUp();
        return cache.estimatedSize();
    }

    /** Whether no call holds a place. */
    boolean isIdle() {
        return inFlight.isEmpty();
    }

    private Cache<WindowKey, EvenWindow> cache(LimitKind kind) {
        Cache<WindowKey, EvenWindow> cache = windows.get(kind);
        if (cache == null) {
            throw new IllegalStateException("every kind was entered by the constructor");
        }
        return cache;
    }

    private record Share(EvenWindow window, long amount) {

        void giveBack() {
            window.giveBack(amount);
        }

        void settle(long used) {
            if (used < amount) {
                window.giveBack(amount - used);
            } else if (used > amount) {
                window.takeAnyway(used - amount);
            }
        }
    }

    /** What one call takes. The narrower is asked before the wider, so a refusal seldom has anything to give back. */
    private final class Taking implements Held {

        private final List<Share> counted = new ArrayList<>(4);
        private final List<Claim> entered = new ArrayList<>(4);
        private final List<Share> tokens = new ArrayList<>(4);
        private Standings standings = Standings.NONE;

        Verdict take(List<Claim> claims) {
            for (Claim claim : claims) {
                Refused refused = take(claim);
                if (refused != null) {
                    counted.forEach(Share::giveBack);
                    release(0);
                    return refused;
                }
            }
            return new Admitted(standings, entered.isEmpty() && tokens.isEmpty() ? null : this);
        }

        private @Nullable Refused take(Claim claim) {
            for (LimitWindow window : WINDOWS) {
                long amount = claim.amount(window);
                Refused refused = null;
                if (amount > 0) {
                    refused = window == LimitWindow.CONCURRENT ? enter(claim) : take(claim, window, amount);
                }
                if (refused != null) {
                    return refused;
                }
            }
            return null;
        }

        private @Nullable Refused enter(Claim claim) {
            if (!inFlight.enter(claim)) {
                return new Refused(claim, LimitWindow.CONCURRENT, Refused.AFTER_CONCURRENT, standings);
            }
            entered.add(claim);
            return null;
        }

        private @Nullable Refused take(Claim claim, LimitWindow kind, long amount) {
            int limit = claim.limit().in(kind);
            if (amount > limit) {
                return new Refused(claim, kind, null, standings);
            }
            EvenWindow window = cache(claim.kind())
                    .get(new WindowKey(claim.name(), kind), key -> new EvenWindow(limit, kind.period(), meter));
            ConsumptionProbe probe = window.take(amount, limit);
            Standing standing = new Standing(
                    limit,
                    Math.max(0, probe.getRemainingTokens()),
                    nanoTime.getAsLong() + probe.getNanosToWaitForReset());
            if (!probe.isConsumed()) {
                Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
                return new Refused(claim, kind, wait, standings.stoppedBy(kind, standing));
            }
            (kind == LimitWindow.TOKENS ? tokens : counted).add(new Share(window, amount));
            standings = standings.with(kind, standing);
            return null;
        }

        @Override
        public void release(long tokensUsed) {
            entered.forEach(inFlight::leave);
            tokens.forEach(share -> share.settle(tokensUsed));
        }
    }

    private record NanoMeter(LongSupplier nanoTime) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
