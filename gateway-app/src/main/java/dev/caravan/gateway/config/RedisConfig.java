package dev.caravan.gateway.config;

import dev.caravan.spi.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What nodes share state over.
 *
 * @param url {@code redis://host:6379/0}, or {@code rediss://} for TLS; may hold a user and a password
 * @param user null for Redis's default user
 * @param password null where there is none, or the URL has it
 * @param timeout how long a call waits for Redis at most
 */
public record RedisConfig(Secret url, @Nullable String user, @Nullable Secret password, Duration timeout) {

    /** Within a data centre an answer takes a millisecond. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(50);
}
