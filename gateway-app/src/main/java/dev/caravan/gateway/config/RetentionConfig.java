package dev.caravan.gateway.config;

import java.time.Duration;

/**
 * How long the ledger keeps what it has. Ages count from when something was recorded.
 *
 * @param records how long a record is kept; zero for ever
 * @param bodies how long bodies and texts are kept; zero as long as their record
 * @param size how much all bodies and texts may take, in bytes as they are stored; zero for any amount. The oldest go first
 */
public record RetentionConfig(Duration records, Duration bodies, long size) {

    static final RetentionConfig DEFAULT = new RetentionConfig(Duration.ofDays(365), Duration.ofDays(30), 10L << 30);

    private static final Duration LEAST = Duration.ofHours(1);
    private static final Duration MOST = Duration.ofDays(36_500);
    private static final long LEAST_SIZE = 16L << 20;

    static RetentionConfig read(Section retention) {
        try (retention) {
            return new RetentionConfig(
                    age(retention, "records", DEFAULT.records()),
                    age(retention, "bodies", DEFAULT.bodies()),
                    size(retention));
        }
    }

    private static Duration age(Section retention, String key, Duration otherwise) {
        Duration age = retention.age(key, otherwise);
        if (!age.isZero() && (age.compareTo(LEAST) < 0 || age.compareTo(MOST) > 0)) {
            retention.refuse(
                    key, "is neither 0s nor between 1h and 36500d", "Write how long to keep them, or 0s for ever");
            return otherwise;
        }
        return age;
    }

    private static long size(Section retention) {
        long size = retention.size("size", DEFAULT.size(), 0, Long.MAX_VALUE, "0B and 8EiB");
        if (size != 0 && size < LEAST_SIZE) {
            retention.refuse("size", "is neither 0B nor 16MiB or more", "Write how much to keep, or 0B for any amount");
            return DEFAULT.size();
        }
        return size;
    }
}
