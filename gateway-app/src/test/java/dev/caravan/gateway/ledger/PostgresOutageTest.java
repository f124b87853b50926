package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.processors.ledger.ExchangeRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger while a real PostgreSQL goes away and comes back. */
class PostgresOutageTest {

    @TempDir
    Path folder;

    @Test
    void recordsWaitWhileTheDatabaseIsAwayAndAreThereWhenItIsBack() throws Exception {
        int port;
        List<CompletableFuture<Void>> reported = new ArrayList<>();
        try (EmbeddedPostgres before = postgres(0)) {
            port = before.getPort();
            before.getPostgresDatabase().getConnection().close();
        }
        EmbeddedPostgres postgres = postgres(port);
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=2&socketTimeout=5";
        try (Database database = Database.open(new DatabaseConfig(url, "postgres", null, 4));
                LedgerWriter ledger =
                        LedgerWriter.start(database, Clock.systemUTC(), 64 << 20, new SimpleMeterRegistry())) {
            ledger.append(List.of(exchange("before"))).block(Duration.ofSeconds(10));
            postgres.close();

            for (int i = 0; i < 50; i++) {
                reported.add(ledger.append(List.of(exchange("meanwhile-" + i))).toFuture());
            }
            ledger.keep(100, () -> exchange("a call"));
            await().atMost(Duration.ofSeconds(30)).until(() -> !ledger.isHealthy());
            assertThat(reported).noneMatch(CompletableFuture::isDone);
            assertThat(ledger.hasRoom()).isTrue();

            postgres = postgres(port);
            await().atMost(Duration.ofSeconds(60)).until(() -> reported.stream().allMatch(CompletableFuture::isDone));
            assertThat(reported).noneMatch(CompletableFuture::isCompletedExceptionally);
            await().until(ledger::isHealthy);
            await().until(() -> count(database) == 52);
        } finally {
            postgres.close();
        }
    }

    private EmbeddedPostgres postgres(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .start();
    }

    private static ExchangeRecord exchange(String id) {
        return Exchanges.called(id).build();
    }

    private static long count(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM exchange")) {
            result.next();
            return result.getLong(1);
        }
    }
}
