package dev.caravan.gateway.ledger;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same in PostgreSQL. */
class PostgresSpanArchiveTest extends SpanArchiveContract {

    private static @Nullable TestPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    DatabaseConfig config() throws SQLException {
        return Objects.requireNonNull(postgres).database();
    }
}
