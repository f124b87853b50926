package dev.caravan.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.budgets.BudgetKind;
import dev.caravan.processors.budgets.SpendKey;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the table of spend does on every database. */
abstract class SpendStoreContract {

    private static final SpendKey DAY = new SpendKey(BudgetKind.KEY, "web", "2026-01-31");
    private static final SpendKey MONTH = new SpendKey(BudgetKind.KEY, "web", "2026-01");
    private static final SpendKey USER = new SpendKey(BudgetKind.USER, "project\nshop\nänn", "2026-01-31");
    private static final Set<String> PERIODS = Set.of("2026-01-31", "2026-01");

    private Database database;
    private JdbcSpend store;

    /** A database without a table. */
    abstract Database open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        database = open();
        store = new JdbcSpend(database);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void whatIsAddedIsThere() {
        assertThat(store.add(Map.of(DAY, usd("0.000000000001"), USER, usd("2"))))
                .containsOnlyKeys(DAY, USER);

        Map<SpendKey, BigDecimal> totals = store.add(Map.of(DAY, usd("1.5"), MONTH, usd("3")));

        assertThat(totals.get(DAY)).isEqualByComparingTo("1.500000000001");
        assertThat(totals.get(MONTH)).isEqualByComparingTo("3");
        Map<SpendKey, BigDecimal> read = new JdbcSpend(database).totals(PERIODS);
        assertThat(read).containsOnlyKeys(DAY, MONTH, USER);
        assertThat(read.get(USER)).isEqualByComparingTo("2");
        assertThat(store.totals(Set.of("2026-02"))).isEmpty();
    }

    @Test
    void whatOthersAddIsSeen() {
        JdbcSpend other = new JdbcSpend(database);
        store.add(Map.of(DAY, usd("1")));
        assertThat(other.totals(PERIODS)).containsOnlyKeys(DAY);

        store.add(Map.of(DAY, usd("1"), USER, usd("5")));

        assertThat(other.changedTotals(PERIODS)).containsOnlyKeys(DAY, USER);
        assertThat(other.add(Map.of(DAY, usd("1"))).get(DAY)).isEqualByComparingTo("3");
    }

    @Test
    void ofManyWhoAddAtOnceNothingIsLost() {
        List<CompletableFuture<Void>> nodes = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
            nodes.add(CompletableFuture.runAsync(() -> {
                JdbcSpend own = new JdbcSpend(database);
                for (int i = 0; i < 25; i++) {
                    own.add(Map.of(DAY, usd("0.01"), MONTH, usd("0.01"), USER, usd("0.01")));
                }
            }));
        }
        nodes.forEach(CompletableFuture::join);

        assertThat(store.totals(PERIODS).values()).hasSize(3).allSatisfy(total -> assertThat(total)
                .isEqualByComparingTo("1"));
    }

    @Test
    void aDatabaseThatFailsTakesNothing() throws SQLException {
        store.add(Map.of(DAY, usd("1")));
        execute("ALTER TABLE spend RENAME TO elsewhere");

        assertThatThrownBy(() -> store.add(Map.of(DAY, usd("1"), MONTH, usd("1"))))
                .isInstanceOf(DatabaseException.class);

        execute("ALTER TABLE elsewhere RENAME TO spend");
        assertThat(store.totals(PERIODS)).containsOnlyKeys(DAY);
    }

    @Test
    void whatALaterVersionHasWrittenIsPassedOver() throws SQLException {
        execute("INSERT INTO spend (kind, name, period, usd, changed)"
                + " VALUES ('galaxy', 'far away', '2026-01', 1, CURRENT_TIMESTAMP)");

        assertThat(store.totals(PERIODS)).isEmpty();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static BigDecimal usd(String text) {
        return new BigDecimal(text);
    }
}
