package dev.caravan.gateway.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes in which hours somebody was seen, within a transaction of the caller's. Most marks are there already, and most of those
 * were written a moment ago: they are remembered, so that whoever comes again costs no statement. Used by one thread.
 */
final class HourMarks {

    /**
     * For so long a mark is remembered. It is gone when no record of its hour is left ({@link EmptiedHours}), and retention leaves
     * a record for longer than this: what is remembered is there.
     */
    static final Duration MEMORY = RetentionPass.UNSETTLED.dividedBy(5);

    private static final int MOST_REMEMBERED = 50_000;

    private static final String MERGE =
            "MERGE INTO exchange_hour (kind, name, hour_number) KEY (kind, name, hour_number)" + " VALUES (?, ?, ?)";

    private final List<MarkedColumn> columns;
    private final InstantSource clock;
    private final Set<HourMark> remembered = new HashSet<>();
    private long rememberedSince;

    /** @param columns of which there are marks; none where the database has indexes */
    HourMarks(List<MarkedColumn> columns, InstantSource clock) {
        this.columns = List.copyOf(columns);
        this.clock = clock;
    }

    /** @return what was not remembered, and may be when this is committed */
    Set<HourMark> add(Connection connection, List<Row> rows) throws SQLException {
        forgetOld();
        Set<HourMark> fresh = fresh(rows);
        if (fresh.isEmpty()) {
            return fresh;
        }
        try (PreparedStatement merge = connection.prepareStatement(MERGE)) {
            for (HourMark mark : fresh) {
                merge.setInt(1, mark.column().kind());
                merge.setString(2, mark.value());
                merge.setLong(3, mark.hour());
                merge.addBatch();
            }
            merge.executeBatch();
        }
        return fresh;
    }

    /** From now on these are known: the transaction that has added them is committed. */
    void remember(Set<HourMark> marks) {
        if (remembered.size() + marks.size() > MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.addAll(marks);
    }

    /** In the order of the key, which touches the fewest pages. */
    private Set<HourMark> fresh(List<Row> rows) {
        Set<HourMark> fresh = new TreeSet<>(HourMark.ORDER);
        for (Row row : rows) {
            for (MarkedColumn column : columns) {
                String value = column.valueOf(row);
                if (value != null) {
                    HourMark mark = new HourMark(
                            column, value, HourRange.hour(row.position().started()));
                    if (!remembered.contains(mark)) {
                        fresh.add(mark);
                    }
                }
            }
        }
        return fresh;
    }

    private void forgetOld() {
        long now = clock.millis();
        if (now < rememberedSince || now - rememberedSince > MEMORY.toMillis()) {
            remembered.clear();
            rememberedSince = now;
        }
    }
}
