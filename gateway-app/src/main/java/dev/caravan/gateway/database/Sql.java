package dev.caravan.gateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** What statements in the gateway's tables have in common. All of it blocks, but for {@link #micros}. */
public final class Sql {

    /** The SQL standard's class of violated constraints. */
    private static final String VIOLATED = "23";

    private Sql() {}

    /** Work with a connection. */
    @FunctionalInterface
    public interface Work<T> {

        T with(Connection connection) throws SQLException;
    }

    /** Does work with a connection of its own, each statement a transaction unless the work says otherwise. */
    public static <T> T connected(DataSource database, Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return work.with(connection);
        }
    }

    /**
     * A statement with its values, to be closed by the caller.
     *
     * @param values in the order of the statement's parameters; null where there is none
     */
    public static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /** Runs a statement that gives no rows. Gives how many it has changed. */
    public static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** Whether a row was refused as it is there already, added by somebody else in this moment. */
    public static boolean isViolation(SQLException failure) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith(VIOLATED);
    }

    /** Times are kept in microseconds since 1970, UTC. */
    public static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1000;
    }
}
