package dev.caravan.gateway.config;

import dev.caravan.spi.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway keeps what has to outlive it.
 *
 * @param url a JDBC URL of H2 or PostgreSQL
 * @param user null where the URL or the database needs none
 * @param password null where there is none
 * @param connections the most connections at a time
 */
public record DatabaseConfig(String url, @Nullable String user, @Nullable Secret password, int connections) {

    /** A file below the folder in which the gateway was started. */
    public static final DatabaseConfig DEFAULT = new DatabaseConfig("jdbc:h2:file:./data/caravan", null, null, 8);

    /** Whether several nodes may share it. */
    public boolean isPostgres() {
        return url.startsWith("jdbc:postgresql:");
    }
}
