package dev.caravan.gateway.database;

import dev.caravan.processors.budgets.BudgetKind;
import dev.caravan.processors.budgets.SpendKey;
import dev.caravan.processors.budgets.SpendStore;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps in the table {@code spend} what was spent. Times are the database's own, so that clocks of nodes need not agree. */
public final class JdbcSpend implements SpendStore {

    private static final String ADD =
            "UPDATE spend SET usd = usd + ?, changed = CURRENT_TIMESTAMP WHERE kind = ? AND name = ? AND period = ?";
    private static final String INSERT =
            "INSERT INTO spend (usd, kind, name, period, changed) VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP)";
    private static final String TOTAL = "SELECT usd FROM spend WHERE kind = ? AND name = ? AND period = ?";
    private static final String TOTALS = "SELECT kind, name, usd, changed FROM spend WHERE period = ?";
    private static final String CHANGED_TOTALS = TOTALS + " AND changed >= ?";
    private static final String TAKEN = "23505";

    /** Nodes lock rows in one order, so that none waits for another in a circle. */
    private static final Comparator<SpendKey> ORDER =
            Comparator.comparing(SpendKey::kind).thenComparing(SpendKey::name).thenComparing(SpendKey::period);

    /** A change is dated when its transaction begins, and seen when it ends. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(1);

    private final Database database;
    private @Nullable OffsetDateTime latestChange;

    public JdbcSpend(Database database) {
        this.database = database;
    }

    @Override
    public boolean isShared() {
        return database.config().isPostgres();
    }

    @Override
    public Map<SpendKey, BigDecimal> add(Map<SpendKey, BigDecimal> usd) {
        List<SpendKey> keys = new ArrayList<>(usd.keySet());
        keys.sort(ORDER);
        try {
            return addInOrder(keys, usd);
        } catch (SQLException e) {
            if (TAKEN.equals(e.getSQLState())) {
                return addAgain(keys, usd);
            }
            throw DatabaseException.of(e);
        }
    }

    /** Another node has inserted the same row first. */
    private Map<SpendKey, BigDecimal> addAgain(List<SpendKey> keys, Map<SpendKey, BigDecimal> usd) {
        try {
            return addInOrder(keys, usd);
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    private Map<SpendKey, BigDecimal> addInOrder(List<SpendKey> keys, Map<SpendKey, BigDecimal> usd)
            throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<SpendKey> missing = new ArrayList<>();
                int[] changed = each(connection, ADD, keys, usd);
                for (int i = 0; i < changed.length; i++) {
                    if (changed[i] == 0) {
                        missing.add(keys.get(i));
                    }
                }
                if (!missing.isEmpty()) {
                    each(connection, INSERT, missing, usd);
                }
                Map<SpendKey, BigDecimal> totals = totals(connection, keys);
                connection.commit();
                return totals;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static int[] each(Connection connection, String sql, List<SpendKey> keys, Map<SpendKey, BigDecimal> usd)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (SpendKey key : keys) {
                statement.setBigDecimal(1, usd.get(key));
                set(statement, 2, key);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    private static Map<SpendKey, BigDecimal> totals(Connection connection, List<SpendKey> keys) throws SQLException {
        Map<SpendKey, BigDecimal> totals = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TOTAL)) {
            for (SpendKey key : keys) {
                set(statement, 1, key);
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        totals.put(key, row.getBigDecimal(1));
                    }
                }
            }
        }
        return totals;
    }

    private static void set(PreparedStatement statement, int first, SpendKey key) throws SQLException {
        statement.setString(first, key.kind().word());
        statement.setString(first + 1, key.name());
        statement.setString(first + 2, key.period());
    }

    @Override
    public Map<SpendKey, BigDecimal> totals(Set<String> periods) {
        return totals(periods, null);
    }

    @Override
    public Map<SpendKey, BigDecimal> changedTotals(Set<String> periods) {
        return totals(periods, latestChange == null ? null : latestChange.minus(LONGEST_TRANSACTION));
    }

    private Map<SpendKey, BigDecimal> totals(Set<String> periods, @Nullable OffsetDateTime since) {
        Map<SpendKey, BigDecimal> totals = new HashMap<>();
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(since == null ? TOTALS : CHANGED_TOTALS)) {
            for (String period : periods) {
                statement.setString(1, period);
                if (since != null) {
                    statement.setObject(2, since);
                }
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        add(rows, period, totals);
                    }
                }
            }
            return totals;
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    private void add(ResultSet row, String period, Map<SpendKey, BigDecimal> totals) throws SQLException {
        OffsetDateTime changed = row.getObject(4, OffsetDateTime.class);
        if (latestChange == null || changed.isAfter(latestChange)) {
            latestChange = changed;
        }
        // A kind that this version does not know was written by a later one.
        Optional<BudgetKind> kind = BudgetKind.ofWord(row.getString(1));
        if (kind.isPresent()) {
            totals.put(new SpendKey(kind.get(), row.getString(2), period), row.getBigDecimal(3));
        }
    }
}
