package dev.caravan.gateway.ledger;

import dev.caravan.gateway.ledger.SpanRows.Identity;
import dev.caravan.gateway.ledger.SpanRows.SpanRow;
import dev.caravan.processors.spans.SpanRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Writes groups of spans, each in one transaction. Blocks; used by one thread. */
final class SpanStore implements AutoCloseable {

    /** A row with that key is there already. */
    private static final String DUPLICATE = "23505";

    private static final int MOST_ATTEMPTS = 5;
    private static final String KNOWN = "SELECT project, key_name, trace_id, span_id FROM span WHERE trace_id = ANY(?)";

    private final DataSource database;
    private final LedgerIds ids;
    private final Compression compression = new Compression();

    SpanStore(DataSource database, LedgerIds ids) {
        this.database = database;
        this.ids = ids;
    }

    /**
     * Writes those spans whose ids are new, all or none of them.
     *
     * @throws SQLException when nothing was written
     */
    void write(Collection<SpanRecord> spans) throws SQLException {
        List<SpanRow> rows = numbered(spans);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                write(connection, rows);
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Most spans are new: whether any is known is only looked up when the database has said so. */
    private void write(Connection connection, List<SpanRow> rows) throws SQLException {
        List<SpanRow> fresh = rows;
        for (int attempt = 1; ; attempt++) {
            try {
                if (!fresh.isEmpty()) {
                    SpanRows.insert(connection, fresh, compression);
                }
                connection.commit();
                return;
            } catch (SQLException e) {
                connection.rollback();
                if (!isDuplicate(e) || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                fresh = unknown(connection, rows);
            }
        }
    }

    @Override
    public void close() {
        compression.close();
    }

    /** Of two spans with the same ids in the group, the first. */
    private List<SpanRow> numbered(Collection<SpanRecord> spans) {
        Set<Identity> seen = new HashSet<>();
        List<SpanRow> rows = new ArrayList<>(spans.size());
        for (SpanRecord span : spans) {
            SpanRow row = new SpanRow(ids.next(), span);
            if (seen.add(row.identity())) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<SpanRow> unknown(Connection connection, List<SpanRow> rows) throws SQLException {
        Object[] traces =
                rows.stream().map(row -> row.identity().traceId()).distinct().toArray();
        Set<Identity> known = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(KNOWN)) {
            statement.setArray(1, connection.createArrayOf("VARCHAR", traces));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    known.add(new Identity(
                            IdSpace.of(found.getString(1), found.getString(2)),
                            found.getString(3),
                            found.getString(4)));
                }
            }
        }
        return rows.stream().filter(row -> !known.contains(row.identity())).toList();
    }

    private static boolean isDuplicate(SQLException failure) {
        for (SQLException cause = failure; cause != null; cause = cause.getNextException()) {
            if (DUPLICATE.equals(cause.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
