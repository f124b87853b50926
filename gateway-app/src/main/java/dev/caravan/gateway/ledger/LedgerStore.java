package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** Writes groups of records, each in one transaction. Blocks; used by one thread. */
final class LedgerStore implements AutoCloseable {

    /** A row with that key is there already. */
    private static final String DUPLICATE = "23505";

    private static final int MOST_ATTEMPTS = 5;

    private static final String KNOWN = "SELECT request_id FROM exchange WHERE project = ? AND request_id = ANY(?) AND"
            + " (project <> '' OR COALESCE(key_name, '') = ?)";

    private final DataSource database;
    private final LedgerIds ids;
    private final HourMarks marks;
    private final Compression compression = new Compression();

    /** What no second record has. */
    private record Identity(IdSpace space, String requestId) {}

    LedgerStore(DataSource database, LedgerIds ids, HourMarks marks) {
        this.database = database;
        this.ids = ids;
        this.marks = marks;
    }

    /**
     * Writes those records whose request ids are new, all or none of them.
     *
     * @return those that were new
     * @throws SQLException when nothing was written
     */
    List<ExchangeRecord> write(Collection<ExchangeRecord> records) throws SQLException {
        List<Row> rows = numbered(records);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return write(connection, rows).stream().map(Row::exchange).toList();
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Most records are new: whether any is known is only looked up when the database has said so. */
    private List<Row> write(Connection connection, List<Row> rows) throws SQLException {
        List<Row> fresh = rows;
        for (int attempt = 1; ; attempt++) {
            try {
                Set<HourMark> seen = Set.of();
                if (!fresh.isEmpty()) {
                    ExchangeRows.insert(connection, fresh, compression);
                    UsageRows.add(connection, fresh);
                    seen = marks.add(connection, fresh);
                }
                connection.commit();
                marks.remember(seen);
                return fresh;
            } catch (SQLException e) {
                connection.rollback();
                if (!isDuplicate(e) || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                fresh = unknown(connection, rows);
            }
        }
    }

    /** Of two records with one id in the group, the first. */
    private List<Row> numbered(Collection<ExchangeRecord> records) {
        Set<Identity> seen = new HashSet<>();
        List<Row> rows = new ArrayList<>(records.size());
        for (ExchangeRecord exchange : records) {
            Row row = new Row(ids.next(), exchange);
            if (seen.add(new Identity(row.space(), exchange.requestId()))) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<Row> unknown(Connection connection, List<Row> rows) throws SQLException {
        Map<IdSpace, Map<String, Row>> bySpace = new HashMap<>();
        for (Row row : rows) {
            bySpace.computeIfAbsent(row.space(), space -> new LinkedHashMap<>())
                    .put(row.exchange().requestId(), row);
        }
        List<Row> unknown = new ArrayList<>();
        for (Map.Entry<IdSpace, Map<String, Row>> space : bySpace.entrySet()) {
            Map<String, Row> byId = space.getValue();
            byId.keySet().removeAll(known(connection, space.getKey(), byId.keySet()));
            unknown.addAll(byId.values());
        }
        return unknown;
    }

    private static Set<String> known(Connection connection, IdSpace space, Set<String> ids) throws SQLException {
        Set<String> known = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(KNOWN)) {
            statement.setString(1, space.project());
            statement.setArray(2, connection.createArrayOf("VARCHAR", ids.toArray()));
            statement.setString(3, space.key());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    known.add(found.getString(1));
                }
            }
        }
        return known;
    }

    @Override
    public void close() {
        compression.close();
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
