package dev.caravan.gateway;

import dev.caravan.gateway.config.LimitStoreConfig;
import dev.caravan.gateway.observability.CountedLimits;
import dev.caravan.gateway.redis.RedisConnection;
import dev.caravan.gateway.redis.RedisLimits;
import dev.caravan.processors.limits.LimitStore;
import dev.caravan.processors.limits.MemoryLimits;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** Makes what counts calls and tokens. */
final class LimitSetup {

    private LimitSetup() {}

    /** @param redis null where none is configured; then limits are not counted there */
    static LimitStore store(LimitStoreConfig config, @Nullable RedisConnection redis, MeterRegistry metrics) {
        MemoryLimits local = new MemoryLimits(System::nanoTime);
        LimitStore store = redis == null || config.kind() == LimitStoreConfig.Kind.MEMORY
                ? local
                : new RedisLimits(redis, local, config.whenDown(), metrics);
        return new CountedLimits(store, metrics);
    }
}
