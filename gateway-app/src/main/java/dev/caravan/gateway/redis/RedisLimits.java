package dev.caravan.gateway.redis;

import dev.caravan.gateway.config.LimitStoreConfig.WhenDown;
import dev.caravan.processors.limits.Claim;
import dev.caravan.processors.limits.LimitStore;
import dev.caravan.processors.limits.Standings;
import dev.caravan.processors.limits.Verdict;
import dev.caravan.processors.limits.Verdict.Admitted;
import dev.caravan.processors.limits.Verdict.Refused;
import dev.caravan.spi.GatewayError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Counts in Redis, for all nodes together: windows refill as {@code MemoryLimits}' do, by Redis's clock. While Redis is down
 * this process counts for itself, or lets everybody pass, or nobody, as configured. Then each node has the whole of a limit,
 * and what was counted meanwhile is not brought to Redis.
 */
public final class RedisLimits implements LimitStore {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final RedisConnection redis;
    private final LimitStore local;
    private final WhenDown whenDown;
    private final LimitScripts scripts = LimitScripts.load();
    private final Leases leases;
    private final Counter fallbacks;

    /**
     * Asks Redis once: the first call shall not wait for the classes that this needs, or for the script. Blocks for as long.
     *
     * @param local counts while Redis is down
     */
    public RedisLimits(RedisConnection redis, LimitStore local, WhenDown whenDown, MeterRegistry metrics) {
        this(redis, local, whenDown, metrics, LEASE);
        redis.warmUp(commands -> scripts.take().run(commands, new String[0], new String[] {"", "0"}));
    }

    /** @param lease how long a place among concurrent calls is held that a killed node had */
    RedisLimits(RedisConnection redis, LimitStore local, WhenDown whenDown, MeterRegistry metrics, Duration lease) {
        this.redis = redis;
        this.local = local;
        this.whenDown = whenDown;
        this.leases = new Leases(redis, scripts, lease);
        this.fallbacks = Counter.builder("caravan.limits.fallback")
                .description("Times that limits were decided without Redis")
                .register(metrics);
    }

    @Override
    public Mono<Verdict> take(List<Claim> claims, EventExecutor loop) {
        SharedTaking taking = new SharedTaking(redis, scripts, leases, claims);
        if (taking.isNothing()) {
            return Mono.just(new Admitted(Standings.NONE, null));
        }
        Refused tooLarge = taking.tooLarge();
        if (tooLarge != null) {
            return Mono.just(tooLarge);
        }
        return redis.ask(loop, taking::run, taking::giveBack)
                .map(answer -> taking.verdict(answer, System.nanoTime()))
                .onErrorResume(RedisUnavailableException.class, down -> withoutRedis(claims, loop));
    }

    private Mono<Verdict> withoutRedis(List<Claim> claims, EventExecutor loop) {
        fallbacks.increment();
        return switch (whenDown) {
            case LOCAL -> local.take(claims, loop);
            case OPEN -> Mono.just(new Admitted(Standings.NONE, null));
            case CLOSED ->
                Mono.error(GatewayError.of(503, "limits_unavailable", "Rate limits cannot be checked at the moment.")
                        .withRetryAfter(RETRY));
        };
    }
}
