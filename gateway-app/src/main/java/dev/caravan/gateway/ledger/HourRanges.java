package dev.caravan.gateway.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Tells the hours in which somebody was seen, the newest first, those that follow each other as one. They are read a part at a
 * time, on a connection of the caller's: somebody busy has thousands, and a page takes a few.
 */
final class HourRanges {

    private static final int PART = 200;

    /** Columns that have one value alone, named before, change nothing but show H2 that its index has this order. */
    private static final String NEWEST =
            " ORDER BY kind DESC, name DESC, hour_number DESC FETCH FIRST " + PART + " ROWS ONLY";

    private final Connection connection;
    private final Deque<HourRange> read = new ArrayDeque<>();
    private MarkedHours unread;
    private boolean more = true;

    HourRanges(Connection connection, MarkedHours hours) {
        this.connection = connection;
        this.unread = hours;
    }

    /** The next; empty when there are no more. */
    Optional<HourRange> next() throws SQLException {
        if (read.isEmpty() && more) {
            readPart();
        }
        return Optional.ofNullable(read.poll());
    }

    private void readPart() throws SQLException {
        String sql = "SELECT hour_number FROM exchange_hour WHERE " + Condition.and(unread.conditions()) + NEWEST;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Condition.bind(statement, unread.conditions());
            int count = 0;
            try (ResultSet hour = statement.executeQuery()) {
                while (hour.next()) {
                    add(hour.getLong(1));
                    count++;
                }
            }
            more = count == PART;
        }
    }

    private void add(long hour) {
        HourRange oldest = read.peekLast();
        if (oldest != null && oldest.first() == hour + 1) {
            read.removeLast();
            read.add(new HourRange(hour, oldest.last()));
        } else {
            read.add(new HourRange(hour, hour));
        }
        unread = unread.until(hour - 1);
    }
}
