package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Sql;
import dev.caravan.gateway.ledger.SpanTable.Where;
import dev.caravan.processors.spans.FoundSpan;
import dev.caravan.processors.spans.SpanArchive;
import dev.caravan.processors.spans.SpanFilter;
import dev.caravan.processors.spans.SpanGroup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.sql.DataSource;

/**
 * Finds spans and exchanges in their tables, each by its own indexes; the pages of both are put together here.
 */
public final class JdbcSpanArchive implements SpanArchive {

    /** A page ends where its details are longer together. */
    private static final long LONGEST_PAGE = 16L << 20;

    private final DataSource database;

    public JdbcSpanArchive(DataSource database) {
        this.database = database;
    }

    @Override
    public Page spans(SpanFilter filter, long before, int most, boolean withDetails) {
        return inDatabase(connection -> {
            List<FoundRow> rows = new ArrayList<>();
            for (SpanTable table : SpanTable.values()) {
                rows.addAll(rows(connection, table, filter, before, most + 1));
            }
            rows.sort(Comparator.comparingLong(FoundRow::key).reversed());
            List<FoundSpan> page = new ArrayList<>();
            long length = 0;
            for (FoundRow row : rows.subList(0, Math.min(most, rows.size()))) {
                if (!withDetails) {
                    page.add(row.bare());
                    continue;
                }
                FoundRow whole = row.withDetails(connection);
                page.add(whole.bare());
                length += whole.detailBytes();
                if (length > LONGEST_PAGE) {
                    break;
                }
            }
            return new Page(page, rows.size() > page.size());
        });
    }

    private static List<FoundRow> rows(Connection connection, SpanTable table, SpanFilter filter, long before, int most)
            throws SQLException {
        Where where = table.where(filter).as("s");
        String sql = "SELECT " + FoundRow.columns(table) + " FROM " + table.table() + " s WHERE " + where.sql()
                + " AND s.id < ? ORDER BY s.id DESC LIMIT ?";
        List<FoundRow> rows = new ArrayList<>();
        List<Object> values = new ArrayList<>(where.values());
        values.add(before);
        values.add(most);
        try (PreparedStatement statement = Sql.prepared(connection, sql, values.toArray());
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                rows.add(FoundRow.read(table, found));
            }
        }
        return rows;
    }

    @Override
    public List<SpanGroup> groups(Grouping by, SpanFilter filter, long before, int most) {
        return inDatabase(connection -> {
            List<NewestRow> newest = new ArrayList<>();
            for (SpanTable table : SpanTable.values()) {
                newest.addAll(newest(connection, table, by, filter, before, most));
            }
            newest.sort(Comparator.comparingLong(NewestRow::key).reversed());
            List<NewestRow> page = newest.subList(0, Math.min(most, newest.size()));
            return page.isEmpty() ? List.of() : new SpanFigures(connection, by, filter.view()).of(page);
        });
    }

    /** The newest rows of groups, among those that pass the filter: there is no newer one of the group in either table. */
    private static List<NewestRow> newest(
            Connection connection, SpanTable table, Grouping by, SpanFilter filter, long before, int most)
            throws SQLException {
        String column = SpanFigures.column(by);
        Where where = table.where(filter).as("s");
        StringBuilder sql = new StringBuilder("SELECT s." + column + ", s.id FROM " + table.table() + " s WHERE "
                + where.sql() + " AND s." + column + " IS NOT NULL AND s.id < ?");
        List<Object> values = new ArrayList<>(where.values());
        values.add(before);
        for (SpanTable other : SpanTable.values()) {
            Where newer = other.where(filter).as("n");
            sql.append(" AND NOT EXISTS (SELECT 1 FROM ")
                    .append(other.table())
                    .append(" n WHERE n." + column + " = s." + column + " AND n.id > s.id AND ")
                    .append(newer.sql())
                    .append(')');
            values.addAll(newer.values());
        }
        sql.append(" ORDER BY s.id DESC LIMIT ?");
        values.add(most);
        List<NewestRow> rows = new ArrayList<>();
        try (PreparedStatement statement = Sql.prepared(connection, sql.toString(), values.toArray());
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                rows.add(new NewestRow(found.getString(1), found.getLong(2)));
            }
        }
        return rows;
    }

    /** The newest row of a group. */
    record NewestRow(String group, long key) {}

    private <T> T inDatabase(Sql.Work<T> work) {
        try {
            return Sql.connected(database, work);
        } catch (SQLException e) {
            throw SpanFigures.unavailable(e);
        }
    }
}
