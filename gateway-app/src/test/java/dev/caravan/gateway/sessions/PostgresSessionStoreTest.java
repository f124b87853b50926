package dev.caravan.gateway.sessions;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.spi.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same in PostgreSQL. */
class PostgresSessionStoreTest extends JdbcSessionStoreTest {

    private static @Nullable EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    DatabaseConfig config() {
        if (postgres == null) {
            throw new IllegalStateException("it was started before");
        }
        return new DatabaseConfig(postgres.getJdbcUrl("postgres", "postgres"), "postgres", Secret.of("postgres"), 8);
    }
}
