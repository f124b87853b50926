package dev.caravan.gateway.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Removes what is old, by the numbers of rows, which rise with the time at which they were written: nothing is ever written
 * below what was removed. Each method is one short transaction on a connection of the caller's, who is the only one at a time.
 */
final class RetentionStore {

    /** So many rows at once: others that write wait for no more. */
    static final int BATCH = 500;

    private static final String STATE = "SELECT bare_below, counted_below, body_bytes FROM ledger_retention";
    private static final String SET_STATE =
            "UPDATE ledger_retention SET bare_below = ?, counted_below = ?, body_bytes = ?";
    private static final String BYTES =
            "SELECT SUM(body_bytes + COALESCE(OCTET_LENGTH(content), 0)) FROM exchange" + " WHERE id >= ? AND id < ?";
    private static final String NEXT = "SELECT MAX(id), COUNT(*) FROM (SELECT id FROM exchange WHERE id >= ? AND id < ?"
            + " ORDER BY id LIMIT " + BATCH + ") batch";
    private static final String STRIP =
            "UPDATE exchange SET content = NULL, bodies = NULL, body_bytes = 0 WHERE id >= ?"
                    + " AND id < ? AND (content IS NOT NULL OR body_bytes > 0)";
    private static final String DELETE_BODIES = "DELETE FROM exchange_body WHERE exchange_id >= ? AND exchange_id < ?";
    private static final String DELETE = "DELETE FROM exchange WHERE id >= ? AND id < ?";

    /**
     * How far retention has come.
     *
     * @param bareBelow no row below has a body or a text
     * @param countedBelow the bodies and texts of all rows below are counted
     * @param bytes how much they take
     */
    record State(long bareBelow, long countedBelow, long bytes) {}

    /**
     * What one batch has done.
     *
     * @param below rows below were done
     * @param rows how many rows there were
     * @param more whether there may be more
     */
    record Batch(long below, int rows, boolean more) {}

    private RetentionStore() {}

    static State state(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATE)) {
            row.next();
            State state = new State(row.getLong(1), row.getLong(2), row.getLong(3));
            connection.commit();
            return state;
        }
    }

    /** Adds up what has been written since the last time, as far as that row. */
    static void count(Connection connection, long below) throws SQLException {
        State state = state(connection);
        if (state.countedBelow() < below) {
            long bytes = bytes(connection, Math.max(state.countedBelow(), state.bareBelow()), below);
            set(connection, new State(state.bareBelow(), below, state.bytes() + bytes));
            connection.commit();
        }
    }

    /** Takes the bodies and texts of the oldest rows that have some, none from that row on. */
    static Batch strip(Connection connection, long below) throws SQLException {
        State state = state(connection);
        Batch batch = batch(connection, state.bareBelow(), below);
        if (batch.below() > state.bareBelow()) {
            long freed = bytes(connection, state.bareBelow(), Math.min(batch.below(), state.countedBelow()));
            run(connection, STRIP, state.bareBelow(), batch.below());
            run(connection, DELETE_BODIES, state.bareBelow(), batch.below());
            set(connection, new State(batch.below(), state.countedBelow(), Math.max(0, state.bytes() - freed)));
        }
        connection.commit();
        return batch;
    }

    /** Removes the oldest rows, none from that row on. Their bodies are to be gone. */
    static Batch delete(Connection connection, long below) throws SQLException {
        Batch batch = batch(connection, 0, below);
        if (batch.rows() > 0) {
            run(connection, DELETE, 0, batch.below());
        }
        connection.commit();
        return batch;
    }

    private static Batch batch(Connection connection, long from, long below) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setLong(1, from);
            statement.setLong(2, below);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long last = row.getLong(1);
                int rows = row.getInt(2);
                return rows < BATCH ? new Batch(below, rows, false) : new Batch(last + 1, rows, true);
            }
        }
    }

    private static long bytes(Connection connection, long from, long below) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BYTES)) {
            statement.setLong(1, from);
            statement.setLong(2, below);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void run(Connection connection, String sql, long from, long below) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, from);
            statement.setLong(2, below);
            statement.executeUpdate();
        }
    }

    private static void set(Connection connection, State state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_STATE)) {
            statement.setLong(1, state.bareBelow());
            statement.setLong(2, state.countedBelow());
            statement.setLong(3, state.bytes());
            statement.executeUpdate();
        }
    }
}
