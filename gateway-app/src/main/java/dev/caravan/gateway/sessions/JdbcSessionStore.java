package dev.caravan.gateway.sessions;

import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.sessions.SessionKey;
import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.processors.sessions.SessionStore;
import dev.caravan.processors.sessions.Turn;
import dev.caravan.processors.sessions.TurnSize;
import io.netty.util.concurrent.EventExecutor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Keeps sessions in the database, one row for a session and one for each of its turns. Turns that are added at once wait for
 * one another at the session's row. What has expired is not told any more, and is removed each minute.
 */
public final class JdbcSessionStore implements SessionStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcSessionStore.class);
    private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);

    private static final String LOAD =
            """
            SELECT t.messages, t.tokens, t.continues, t.content
            FROM chat_sessions s LEFT JOIN chat_turns t ON t.project = s.project AND t.session_id = s.id
            WHERE s.project = ? AND s.id = ? AND s.expires_at > ?
            ORDER BY t.turn""";
    private static final String PROLONG =
            "UPDATE chat_sessions SET expires_at = ? WHERE project = ? AND id = ? AND expires_at > ?";
    /** Only what has expired: one that another call has begun in this moment stays. */
    private static final String DISCARD = "DELETE FROM chat_sessions WHERE project = ? AND id = ? AND expires_at <= ?";

    private static final String BEGIN = "INSERT INTO chat_sessions (project, id, expires_at) VALUES (?, ?, ?)";
    private static final String SIZES =
            "SELECT turn, messages, tokens, continues FROM chat_turns WHERE project = ? AND session_id = ? ORDER BY turn";
    private static final String ADD =
            """
            INSERT INTO chat_turns (project, session_id, turn, messages, tokens, continues, content)
            VALUES (?, ?, ?, ?, ?, ?, ?)""";
    private static final String DROP = "DELETE FROM chat_turns WHERE project = ? AND session_id = ? AND turn < ?";
    private static final String CLEAN = "DELETE FROM chat_sessions WHERE expires_at <= ?";

    private final DataSource database;
    private final Workers workers;
    private final Clock clock;
    private final Disposable cleaning;

    /**
     * Begins to clean.
     *
     * @param database has the gateway's tables
     * @param workers do what blocks
     */
    public JdbcSessionStore(DataSource database, Workers workers, Clock clock) {
        this.database = database;
        this.workers = workers;
        this.clock = clock;
        this.cleaning = workers.scheduler()
                .schedulePeriodically(
                        this::cleanQuietly, CLEAN_EVERY.toMillis(), CLEAN_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Mono<List<Turn>> load(SessionKey key, EventExecutor loop) {
        return workers.compute(loop, () -> inDatabase(connection -> load(connection, key)), () -> {})
                .mapNotNull(Loaded::turns);
    }

    @Override
    public Mono<Void> append(SessionKey key, Turn turn, SessionRules rules, EventExecutor loop) {
        return workers.compute(loop, () -> inDatabase(connection -> append(connection, key, turn, rules)), () -> {})
                .then();
    }

    /**
     * Removes what has expired. Blocks.
     *
     * @return how many sessions that were
     */
    int clean() {
        return inDatabase(connection -> Sql.update(connection, CLEAN, clock.millis()));
    }

    /** Cleans no more. */
    @Override
    public void close() {
        cleaning.dispose();
    }

    private void cleanQuietly() {
        try {
            clean();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("reason", e.toString()).log("expired sessions could not be removed");
        }
    }

    /** What was found; null when there is no such session. */
    private record Loaded(@Nullable List<Turn> turns) {}

    private Loaded load(Connection connection, SessionKey key) throws SQLException {
        try (PreparedStatement statement = Sql.prepared(connection, LOAD, key.project(), key.id(), clock.millis());
                ResultSet rows = statement.executeQuery()) {
            List<Turn> turns = null;
            while (rows.next()) {
                turns = turns == null ? new ArrayList<>() : turns;
                String content = rows.getString("content");
                if (content != null) {
                    turns.add(new Turn(size(rows), content));
                }
            }
            return new Loaded(turns);
        }
    }

    private boolean append(Connection connection, SessionKey key, Turn turn, SessionRules rules) throws SQLException {
        connection.setAutoCommit(false);
        try {
            try {
                open(connection, key, rules);
            } catch (SQLException e) {
                if (!Sql.isViolation(e)) {
                    throw e;
                }
                connection.rollback();
                open(connection, key, rules);
            }
            add(connection, key, turn, rules);
            connection.commit();
            return true;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Holds the session's row until the transaction ends, so that turns are added one after the other. */
    private void open(Connection connection, SessionKey key, SessionRules rules) throws SQLException {
        long now = clock.millis();
        long expires = now + rules.ttl().toMillis();
        if (Sql.update(connection, PROLONG, expires, key.project(), key.id(), now) == 0) {
            Sql.update(connection, DISCARD, key.project(), key.id(), now);
            Sql.update(connection, BEGIN, key.project(), key.id(), expires);
        }
    }

    private static void add(Connection connection, SessionKey key, Turn turn, SessionRules rules) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        List<TurnSize> sizes = new ArrayList<>();
        try (PreparedStatement statement = Sql.prepared(connection, SIZES, key.project(), key.id());
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                numbers.add(rows.getLong("turn"));
                sizes.add(size(rows));
            }
        }
        long number = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1) + 1;
        numbers.add(number);
        sizes.add(turn.size());
        int first = rules.firstKept(sizes);
        if (first < sizes.size()) {
            Sql.update(
                    connection,
                    ADD,
                    key.project(),
                    key.id(),
                    number,
                    turn.size().messages(),
                    turn.size().tokens(),
                    turn.size().continues(),
                    turn.content());
        }
        if (first > 0) {
            Sql.update(connection, DROP, key.project(), key.id(), first < numbers.size() ? numbers.get(first) : number);
        }
    }

    private static TurnSize size(ResultSet row) throws SQLException {
        return new TurnSize(row.getInt("messages"), row.getInt("tokens"), row.getBoolean("continues"));
    }

    private <T> T inDatabase(Sql.Work<T> work) {
        try {
            return Sql.connected(database, work);
        } catch (SQLException e) {
            throw new IllegalStateException("sessions: the database failed: " + e.getMessage(), e);
        }
    }
}
