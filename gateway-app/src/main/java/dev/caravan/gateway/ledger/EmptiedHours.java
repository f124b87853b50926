package dev.caravan.gateway.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Removes the marks of hours that retention has left without records. Looked at one by one: a record that was reported late began
 * long before others that go with it. On a connection of the caller's, without auto-commit.
 */
final class EmptiedHours {

    private static final String STARTED = "SELECT started FROM exchange WHERE id < ?";
    private static final String ANY =
            "SELECT 1 FROM exchange WHERE started >= ? AND started < ? FETCH FIRST 1 ROWS ONLY";
    private static final String DELETE =
            "DELETE FROM exchange_hour WHERE hour_number = ? FETCH FIRST " + RetentionStore.BATCH + " ROWS ONLY";

    private final Connection connection;
    private final boolean marked;

    /** @param columns of which there are marks; where there are none, there is nothing to be done */
    EmptiedHours(Connection connection, List<MarkedColumn> columns) {
        this.connection = connection;
        this.marked = !columns.isEmpty();
    }

    /** The hours in which records began that are about to be removed: those below that number. */
    Set<Long> of(long below) throws SQLException {
        Set<Long> hours = new TreeSet<>();
        if (!marked) {
            return hours;
        }
        try (PreparedStatement statement = connection.prepareStatement(STARTED)) {
            statement.setLong(1, below);
            try (ResultSet started = statement.executeQuery()) {
                while (started.next()) {
                    hours.add(HourRange.hour(started.getLong(1)));
                }
            }
        }
        return hours;
    }

    /** To be called when the records are gone for good; commits. */
    void sweep(Set<Long> hours) throws SQLException {
        for (long hour : hours) {
            boolean more = isEmpty(hour);
            while (more) {
                more = sweep(hour) == RetentionStore.BATCH;
            }
        }
        connection.commit();
    }

    /**
     * A record of such an hour may be written at this moment. It waits here for the marks that it shares, or these wait for it: only
     * then it is certain whether the hour is empty.
     */
    private int sweep(long hour) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setLong(1, hour);
            int deleted = delete.executeUpdate();
            if (isEmpty(hour)) {
                connection.commit();
                return deleted;
            }
            connection.rollback();
            return 0;
        }
    }

    private boolean isEmpty(long hour) throws SQLException {
        HourRange range = new HourRange(hour, hour);
        try (PreparedStatement any = connection.prepareStatement(ANY)) {
            any.setLong(1, range.from());
            any.setLong(2, range.to());
            try (ResultSet record = any.executeQuery()) {
                return !record.next();
            }
        }
    }
}
