package dev.caravan.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.DatabaseException;
import dev.caravan.gateway.database.TestPostgres;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.processors.auth.KeyRing;
import dev.caravan.processors.auth.Keys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Two nodes on one PostgreSQL. */
@TestInstance(Lifecycle.PER_CLASS)
class SharedKeysTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration AFTER_AN_OUTAGE = Duration.ofSeconds(20);

    private TestPostgres server;
    private DatabaseConfig config;
    private Node here;
    private Node there;

    /** A gateway's part that knows keys. */
    private static final class Node implements AutoCloseable {

        private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        private final Database database;
        private final KeyDirectory directory;
        private final Keys keys;

        Node(DatabaseConfig config) {
            this(config, NEVER);
        }

        Node(DatabaseConfig config, Duration lookEvery) {
            database = Database.open(config);
            directory = KeyDirectory.open(database, Clock.systemUTC(), metrics, lookEvery);
            keys = new LiveKeys(new KeyRing(List.of(), Clock.systemUTC()), directory, null);
        }

        boolean letsIn(Minted minted) {
            return keys.principal(minted.clear()).isPresent();
        }

        double failures() {
            return metrics.get("caravan.keys.reload.failures").counter().count();
        }

        @Override
        public void close() {
            directory.close();
            database.close();
        }
    }

    @BeforeAll
    void startServer() throws IOException {
        server = TestPostgres.start();
    }

    @AfterAll
    void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws SQLException {
        config = server.database();
        here = new Node(config);
        there = new Node(config);
        await().until(() -> listening() == 2);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void aKeyOfOneNodeIsGoodOnTheOtherWithinASecondAndSoIsItsEnd() {
        Minted minted = Minted.named("shared");

        here.directory.create(minted.key());
        assertThat(here.letsIn(minted)).isTrue();
        await().atMost(AT_ONCE).until(() -> there.letsIn(minted));

        there.directory.change(minted.id(), key -> key.revoked(SettableClock.START));
        assertThat(there.letsIn(minted)).isFalse();
        await().atMost(AT_ONCE).until(() -> !here.letsIn(minted));
        assertThat(here.keys.holds(minted.clear())).isTrue();
    }

    @Test
    void aNodeThatStartsLaterKnowsAllKeys() {
        Minted minted = Minted.named("old");
        here.directory.create(minted.key());

        try (Node later = new Node(config)) {
            assertThat(later.letsIn(minted)).isTrue();
        }
    }

    @Test
    void aChangeOfWhichNobodyTellsIsFoundByLooking() throws SQLException {
        Minted minted = Minted.named("quiet");
        here.directory.create(minted.key());

        try (Node looking = new Node(config, Duration.ofMillis(100));
                Connection connection = here.database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            await().until(() -> listening() == 3);
            assertThat(looking.letsIn(minted)).isTrue();
            statement.execute("UPDATE api_keys_version SET version = version + 1");
            statement.execute("UPDATE api_keys SET enabled = FALSE, version = (SELECT version FROM api_keys_version)");

            await().until(() -> !looking.letsIn(minted));
        }
        assertThat(there.letsIn(minted)).isTrue();
    }

    @Test
    void aNodeWhoseConnectionIsCutHearsAgain() throws SQLException {
        Minted minted = Minted.named("cut");
        here.directory.create(minted.key());
        await().until(() -> there.letsIn(minted));

        server.administer(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'caravan-keys'");
        here.directory.change(minted.id(), key -> key.revoked(SettableClock.START));

        await().atMost(AFTER_AN_OUTAGE).until(() -> !there.letsIn(minted));
        assertThat(there.failures()).isPositive();
        await().atMost(AFTER_AN_OUTAGE).until(() -> listening() == 2);
    }

    @Test
    void withoutTheDatabaseTheKnownKeysStayGoodAndWhatWasMissedComesLater() throws SQLException {
        Minted known = Minted.named("known");
        Minted missed = Minted.named("missed");
        here.directory.create(known.key());
        await().until(() -> there.letsIn(known));
        String name = config.url().replaceAll(".*/([^?]+).*", "$1");

        server.administer("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        server.administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");

        await().atMost(AFTER_AN_OUTAGE).until(() -> there.failures() >= 2);
        assertThat(there.letsIn(known)).isTrue();
        assertThat(there.directory.find(KeyHash.of(missed.clear()))).isNull();

        server.administer("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        await().atMost(AFTER_AN_OUTAGE)
                .ignoreExceptionsInstanceOf(DatabaseException.class)
                .until(() -> here.directory.create(missed.key()).version() > 0);

        await().atMost(AFTER_AN_OUTAGE).until(() -> there.letsIn(missed));
        assertThat(there.letsIn(known)).isTrue();
    }

    /** How many nodes have said to PostgreSQL that they want to hear of changes, and read all keys since. */
    private int listening() throws SQLException {
        return server.count(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'caravan-keys' AND state = 'idle'"
                        + " AND query LIKE 'SELECT%api_keys%'");
    }
}
