package dev.caravan.processors.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.processors.limits.Verdict.Admitted;
import dev.caravan.processors.limits.Verdict.Refused;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
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

    /** How long a call lasts is not known. */
    private static final Duration AFTER_CONCURRENT = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final TimeMeter meter;
    private final Map<LimitKind, Cache<WindowKey, RequestWindow>> windows = new EnumMap<>(LimitKind.class);
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
                            .build());
        }
    }

    @Override
    public Mono<Verdict> take(List<Claim> claims) {
        return Mono.fromSupplier(() -> new Taking().take(claims));
    }

    /** How many windows of that kind are remembered. */
    long remembered(LimitKind kind) {
        Cache<WindowKey, RequestWindow> cache = cache(kind);
        cache.cleanUp();
        return cache.estimatedSize();
    }

    /** Whether no call holds a place. */
    boolean isIdle() {
        return inFlight.isEmpty();
    }

    private Cache<WindowKey, RequestWindow> cache(LimitKind kind) {
        Cache<WindowKey, RequestWindow> cache = windows.get(kind);
        if (cache == null) {
            throw new IllegalStateException("every kind was entered by the constructor");
        }
        return cache;
    }

    /** What one call takes. The narrower is asked before the wider, so a refusal seldom has anything to give back. */
    private final class Taking {

        private final List<RequestWindow> counted = new ArrayList<>();
        private final List<Claim> entered = new ArrayList<>();
        private @Nullable Standing tightest;

        Verdict take(List<Claim> claims) {
            for (Claim claim : claims) {
                Refused refused = take(claim);
                if (refused != null) {
                    counted.forEach(RequestWindow::giveBack);
                    leave();
                    return refused;
                }
            }
            return new Admitted(tightest, entered.isEmpty() ? null : this::leave);
        }

        private @Nullable Refused take(Claim claim) {
            if (claim.limit().concurrent() > 0) {
                if (!inFlight.enter(claim)) {
                    return new Refused(claim, LimitWindow.CONCURRENT, AFTER_CONCURRENT, tightest);
                }
                entered.add(claim);
            }
            Refused refused = take(claim, LimitWindow.MINUTE);
            return refused == null ? take(claim, LimitWindow.HOUR) : refused;
        }

        private @Nullable Refused take(Claim claim, LimitWindow kind) {
            int limit = claim.limit().in(kind);
            if (limit == 0) {
                return null;
            }
            RequestWindow window = cache(claim.kind())
                    .get(new WindowKey(claim.name(), kind), key -> new RequestWindow(limit, kind.period(), meter));
            ConsumptionProbe probe = window.take(limit);
            Standing standing = new Standing(
                    limit, probe.getRemainingTokens(), nanoTime.getAsLong() + probe.getNanosToWaitForReset());
            if (!probe.isConsumed()) {
                return new Refused(claim, kind, Duration.ofNanos(probe.getNanosToWaitForRefill()), standing);
            }
            counted.add(window);
            tightest = Standing.tighter(tightest, standing);
            return null;
        }

        private void leave() {
            entered.forEach(inFlight::leave);
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
