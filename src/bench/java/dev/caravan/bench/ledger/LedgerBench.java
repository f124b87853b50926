package dev.caravan.bench.ledger;

import dev.caravan.processors.ledger.LedgerView;
import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.LogFilter;
import dev.caravan.gateway.ledger.LogFilter.Name;
import dev.caravan.gateway.ledger.LogPosition;
import dev.caravan.gateway.ledger.UsageCursor;
import dev.caravan.gateway.ledger.UsageGroup;
import dev.caravan.gateway.ledger.UsageQuery;
import dev.caravan.spi.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/** Fills a PostgreSQL with records of 30 days, and asks it what people ask. Arguments: how many records, and a folder to work in. */
public final class LedgerBench {

    private static final int ROUNDS = 15;
    private static final int DAYS = 30;
    private static final int PAGE = 51;

    private final LedgerQueries ledger;
    private final Instant to;
    private final Instant from;

    private LedgerBench(LedgerQueries ledger, Instant to) {
        this.ledger = ledger;
        this.to = to;
        this.from = to.minus(DAYS, ChronoUnit.DAYS);
    }

    public static void main(String[] arguments) throws Exception {
        long rows = Long.parseLong(arguments[0]);
        Path folder = Path.of(arguments[1]);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(folder.toFile())
                        .setDataDirectory(folder.resolve("data"))
                        .setServerConfig("max_wal_size", "4GB")
                        .start();
                Database database = Database.open(new DatabaseConfig(
                        postgres.getJdbcUrl("postgres", "postgres"), "postgres", Secret.of("postgres"), 4));
                LedgerQueries ledger = new LedgerQueries(database)) {
            Instant to = Instant.now().truncatedTo(ChronoUnit.DAYS);
            long month = ChronoUnit.MICROS.between(to.minus(DAYS, ChronoUnit.DAYS), to);
            long begun = System.nanoTime();
            Rows.fill(
                    database.dataSource(),
                    rows,
                    ChronoUnit.MICROS.between(Instant.EPOCH, to) - month,
                    month / (rows + 1));
            System.out.printf("%n%,d records, filled in %d s%n", rows, (System.nanoTime() - begun) / 1_000_000_000);
            sizes(database);
            System.out.printf("%n%-58s %8s %9s %9s %9s%n", "", "rows", "first ms", "median", "worst");
            new LedgerBench(ledger, to).ask();
        }
    }

    private void ask() {
        LogFilter all = LogFilter.of(LedgerView.ALL);
        LogFilter shop = LogFilter.of(LedgerView.ofProject("project-3"));
        page("logs: the newest", all);
        page("logs: of a project", shop);
        page("logs: user, many records", all.named(Name.USER, "user-0"));
        page("logs: user, some records", all.named(Name.USER, "user-1500"));
        page("logs: user, 20 records", all.named(Name.USER, "rare-user"));
        page("logs: user within a project", shop.named(Name.USER, "user-1503"));
        page("logs: key", all.named(Name.KEY, "key-3"));
        page("logs: session", all.named(Name.SESSION, "session-1000"));
        page("logs: trace", all.named(Name.TRACE, "a87ff679a2f3e71d9181a67b7542122c"));
        page("logs: model", all.named(Name.MODEL, "model-12"));
        page("logs: errors", all.status(400, 999));
        page("logs: errors of a project", shop.status(400, 999));
        page("logs: an hour, two weeks ago", all.from(middle()).before(middle().plus(1, ChronoUnit.HOURS)));
        page("logs: user, before two weeks ago", all.named(Name.USER, "user-0").before(middle()));
        page("logs: provider, 100 records", all.named(Name.PROVIDER, "rare-provider"));
        page("logs: a request's id begins with", all.requestIdPrefix("019"));
        ask("logs: a page after half of them", () -> ledger.logs()
                .page(all, new LogPosition(ChronoUnit.MICROS.between(Instant.EPOCH, middle()), 0), PAGE)
                .size());
        usage("usage: month by model and user", List.of(UsageGroup.MODEL, UsageGroup.USER), LedgerView.ALL, from, true, false);
        usage("usage: month by model", List.of(UsageGroup.MODEL), LedgerView.ALL, from, true, false);
        usage("costs: month by model and user", List.of(UsageGroup.MODEL, UsageGroup.USER), LedgerView.ALL, from, true, true);
        usage("costs: month by model", List.of(UsageGroup.MODEL), LedgerView.ALL, from, true, true);
        usage("costs: month by day", List.of(UsageGroup.DAY), LedgerView.ALL, from, true, true);
        usage("costs: month by user of a project", List.of(UsageGroup.USER), LedgerView.ofProject("project-3"), from, true, true);
        usage("costs: a day by session", List.of(UsageGroup.SESSION), LedgerView.ALL, to.minus(1, ChronoUnit.DAYS), false, true);
        usage(
                "costs: a day by session of a project",
                List.of(UsageGroup.SESSION),
                LedgerView.ofProject("project-3"),
                to.minus(1, ChronoUnit.DAYS),
                false,
                true);
    }

    private Instant middle() {
        return to.minus(DAYS / 2, ChronoUnit.DAYS);
    }

    private void page(String name, LogFilter filter) {
        ask(name, () -> ledger.logs().page(filter, null, PAGE).size());
    }

    /** @param whole whether all groups are read, else the first thousand */
    private void usage(
            String name, List<UsageGroup> groups, LedgerView view, Instant since, boolean whole, boolean costs) {
        UsageQuery query = new UsageQuery(view, since, to, groups, Map.of(), costs);
        ask(name, () -> {
            int rows = 0;
            try (UsageCursor cursor = ledger.usage(query)) {
                int read;
                do {
                    read = cursor.next(1000).size();
                    rows += read;
                } while (whole && read == 1000);
            }
            return rows;
        });
    }

    private static void ask(String name, IntSupplier question) {
        double[] millis = new double[ROUNDS];
        int rows = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long begun = System.nanoTime();
            rows = question.getAsInt();
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf(
                "%-58s %,8d %9.1f %9.1f %9.1f%n", name, rows, first, millis[ROUNDS / 2], millis[ROUNDS - 1]);
    }

    private static void sizes(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("SELECT pg_size_pretty(pg_table_size('exchange')),"
                        + " pg_size_pretty(pg_indexes_size('exchange')), (SELECT COUNT(*) FROM usage_day),"
                        + " pg_size_pretty(pg_total_relation_size('usage_day'))")) {
            size.next();
            System.out.printf(
                    "exchange %s, its indexes %s; usage_day %,d rows, %s%n",
                    size.getString(1), size.getString(2), size.getLong(3), size.getString(4));
        }
    }
}
