package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresRetentionTest extends RetentionContract {

    private static TestPostgres postgres;

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    Database open() throws SQLException {
        return Database.open(postgres.database());
    }

    @Test
    void oneGatewayDoesItAtATime() throws SQLException {
        keep("one");
        pass(Duration.ofDays(400));

        try (Connection other = database().dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + RetentionPass.LOCK + ")");

            assertThat(pass(MONTH_AND_YEAR).run()).isEmpty();

            statement.execute("SELECT pg_advisory_unlock(" + RetentionPass.LOCK + ")");
        }
        assertThat(pass(MONTH_AND_YEAR).run()).isPresent();
        assertThat(pass(MONTH_AND_YEAR).run()).isPresent();
        assertThat(number("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'"))
                .isZero();
    }
}
