package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads a page from those hours alone in which somebody was seen, until it is full: where there is no index of him. */
final class MarkedPage {

    private static final String WITHIN = " AND started >= ? AND started < ?";

    private final LogFilter filter;
    private final int most;

    /** @param most how many records at most */
    MarkedPage(LogFilter filter, int most) {
        this.filter = filter;
        this.most = most;
    }

    /** The newest first. */
    List<Row> read(Connection connection, MarkedHours hours) throws SQLException {
        String sql =
                LogQueries.PAGE + Condition.and(filter.conditions()) + WITHIN + LogQueries.NEWEST_FIRST + " LIMIT ?";
        HourRanges ranges = new HourRanges(connection, hours);
        List<Row> page = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            // Not what is left of the time: H2 keeps it for whoever has the connection next.
            statement.setQueryTimeout(LogQueries.SECONDS);
            int next = Condition.bind(statement, filter.conditions());
            long begun = System.nanoTime();
            Optional<HourRange> range = ranges.next();
            while (range.isPresent() && page.size() < most) {
                if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(LogQueries.SECONDS)) {
                    throw new SQLTimeoutException("hours are left to be read");
                }
                statement.setLong(next, range.get().from());
                statement.setLong(next + 1, range.get().to());
                statement.setInt(next + 2, most - page.size());
                add(statement, page);
                range = ranges.next();
            }
        }
        return page;
    }

    private static void add(PreparedStatement statement, List<Row> page) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                page.add(StoredRow.read(rows, Content.NONE, Bodies.NONE));
            }
        }
    }
}
