package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.ledger.ExchangeRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Not one mark too few, whoever writes and removes at the same time. */
class HourMarksTest {

    private static final long HOUR = HourRange.hour(Sql.micros(Exchanges.NOON));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private Database database;
    private Connection connection;
    private HourMarks marks;

    @BeforeEach
    void open() throws SQLException {
        database = Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 4));
        connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        marks = new HourMarks(MarkedColumn.in(database), now::get);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void whoComesAgainWithinTheHourCostsNothing() throws SQLException {
        Set<HourMark> first = add(alice(1), alice(2));
        connection.commit();
        marks.remember(first);

        assertThat(first).hasSize(5);
        assertThat(add(alice(1))).isEmpty();
        assertThat(add(row(
                        3,
                        Exchanges.called("call-1")
                                .at(Exchanges.NOON.plus(Duration.ofHours(1)))
                                .build())))
                .hasSize(4)
                .allSatisfy(mark -> assertThat(mark.hour()).isEqualTo(HOUR + 1));
    }

    @Test
    void whatWasRolledBackIsWrittenAgain() throws SQLException {
        add(alice(1));
        connection.rollback();
        add(alice(1));
        connection.commit();

        assertThat(written()).isEqualTo(5);
    }

    @Test
    void whatIsThereAlreadyIsNoFailure() throws SQLException {
        add(alice(1));
        connection.commit();

        new HourMarks(MarkedColumn.in(database), now::get).add(connection, List.of(alice(2)));
        connection.commit();

        assertThat(written()).isEqualTo(5);
    }

    @Test
    void whatIsRememberedIsForgottenBeforeRetentionMayRemoveIt() throws SQLException {
        marks.remember(add(alice(1)));
        connection.commit();
        now.updateAndGet(time -> time.plus(RetentionPass.UNSETTLED.dividedBy(2)));

        assertThat(add(alice(2))).hasSize(5);
    }

    @Test
    void whereThereAreIndexesThereAreNoMarks() throws SQLException {
        assertThat(new HourMarks(List.of(), now::get).add(connection, List.of(alice(1))))
                .isEmpty();
        assertThat(written()).isZero();
    }

    @Test
    void aMarkOfWhatIsBeingWrittenIsNotRemoved() throws Exception {
        add(alice(1));
        connection.commit();
        ExchangeRows.insert(connection, List.of(alice(2)), compression());
        add(alice(2));

        CompletableFuture<Void> removed = CompletableFuture.runAsync(this::sweep);
        await().until(this::somebodyWaits);
        connection.commit();
        removed.get(10, TimeUnit.SECONDS);

        assertThat(written()).isEqualTo(5);
    }

    @Test
    void aMarkThatIsBeingRemovedIsWrittenAgain() throws Exception {
        add(alice(1));
        connection.commit();
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM exchange_hour");
        }

        CompletableFuture<Void> added = CompletableFuture.runAsync(this::addAgain);
        await().until(this::somebodyWaits);
        connection.commit();
        added.get(10, TimeUnit.SECONDS);

        assertThat(written()).isEqualTo(5);
    }

    private Set<HourMark> add(Row... rows) throws SQLException {
        return marks.add(connection, List.of(rows));
    }

    private void sweep() {
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            new EmptiedHours(other, MarkedColumn.in(database)).sweep(Set.of(HOUR));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void addAgain() {
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            new HourMarks(MarkedColumn.in(database), now::get).add(other, List.of(alice(2)));
            other.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean somebodyWaits() throws SQLException {
        return number("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL") > 0;
    }

    private long written() throws SQLException {
        return number("SELECT COUNT(*) FROM exchange_hour");
    }

    private long number(String query) throws SQLException {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static Compression compression() {
        return new Compression();
    }

    private static Row alice(long id) {
        return row(id, Exchanges.called("call-1").session("s").build());
    }

    private static Row row(long id, ExchangeRecord exchange) {
        return new Row(id, exchange);
    }
}
