package dev.caravan.gateway.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/**
 * Removes what is old from one table, by the numbers of rows, which rise with the time at which they were written: nothing is ever
 * written below what was removed. Each method is a short transaction, or several, on a connection of the caller's, who is the only one at a
 * time.
 */
final class RetentionStore {

    /** So many rows at once: others that write wait for no more. */
    static final int BATCH = 500;

    private static final String STATE = "SELECT bare_below, counted_below, bytes FROM ledger_retention WHERE kept = ?";
    private static final String SET_STATE =
            "UPDATE ledger_retention SET bare_below = ?, counted_below = ?, bytes = ? WHERE kept = ?";
    private static final String SCORED = "SELECT project, request_id, key_name FROM exchange WHERE id >= ? AND id < ?";
    private static final String DELETE_SCORES =
            "DELETE FROM exchange_score WHERE project = ? AND request_id = ? AND key_name = ?";

    private final Connection connection;
    private final KeptTable table;
    private final EmptiedHours hours;

    /**
     * How far retention has come.
     *
     * @param bareBelow no row below says any more what was said
     * @param countedBelow what was said in all rows below is counted
     * @param bytes how much that takes
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

    /** @param connection without auto-commit */
    RetentionStore(Connection connection, KeptTable table, EmptiedHours hours) {
        this.connection = connection;
        this.table = table;
        this.hours = hours;
    }

    State state() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STATE)) {
            statement.setString(1, table.table());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                State state = new State(row.getLong(1), row.getLong(2), row.getLong(3));
                connection.commit();
                return state;
            }
        }
    }

    /** Adds up what has been written since the last time, as far as that row. */
    void count(long below) throws SQLException {
        State state = state();
        if (state.countedBelow() < below) {
            long bytes = bytes(Math.max(state.countedBelow(), state.bareBelow()), below);
            set(new State(state.bareBelow(), below, state.bytes() + bytes));
            connection.commit();
        }
    }

    /** Takes from the oldest rows what was said in them, from none from that row on. */
    Batch strip(long below) throws SQLException {
        State state = state();
        Batch batch = batch(state.bareBelow(), below);
        if (batch.below() > state.bareBelow()) {
            long freed = bytes(state.bareBelow(), Math.min(batch.below(), state.countedBelow()));
            run(table.strip(), state.bareBelow(), batch.below());
            run(table.deleteParts(), state.bareBelow(), batch.below());
            set(new State(batch.below(), state.countedBelow(), Math.max(0, state.bytes() - freed)));
        }
        connection.commit();
        return batch;
    }

    /** Removes the oldest rows, none from that row on. What was said in them is to be gone. */
    Batch delete(long below) throws SQLException {
        Batch batch = batch(0, below);
        Set<Long> left = Set.of();
        if (batch.rows() > 0) {
            if (table == KeptTable.EXCHANGE) {
                deleteScores(batch.below());
                left = hours.of(batch.below());
            }
            run(table.delete(), 0, batch.below());
        }
        connection.commit();
        hours.sweep(left);
        return batch;
    }

    private Batch batch(long from, long below) throws SQLException {
        try (PreparedStatement statement = prepared(table.next(BATCH), from, below);
                ResultSet row = statement.executeQuery()) {
            row.next();
            long last = row.getLong(1);
            int rows = row.getInt(2);
            return rows < BATCH ? new Batch(below, rows, false) : new Batch(last + 1, rows, true);
        }
    }

    private long bytes(long from, long below) throws SQLException {
        try (PreparedStatement statement = prepared(table.bytes(), from, below);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void deleteScores(long below) throws SQLException {
        try (PreparedStatement scored = prepared(SCORED, 0, below);
                PreparedStatement delete = connection.prepareStatement(DELETE_SCORES);
                ResultSet row = scored.executeQuery()) {
            while (row.next()) {
                IdSpace space = IdSpace.of(row.getString(1), row.getString(3));
                delete.setString(1, space.project());
                delete.setString(2, row.getString(2));
                delete.setString(3, space.key());
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private void run(String sql, long from, long below) throws SQLException {
        try (PreparedStatement statement = prepared(sql, from, below)) {
            statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, long from, long below) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setLong(1, from);
        statement.setLong(2, below);
        return statement;
    }

    private void set(State state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_STATE)) {
            statement.setLong(1, state.bareBelow());
            statement.setLong(2, state.countedBelow());
            statement.setLong(3, state.bytes());
            statement.setString(4, table.table());
            statement.executeUpdate();
        }
    }
}
