package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.ledger.LogFilter.Name;
import dev.caravan.processors.evals.ExchangeScore;
import dev.caravan.processors.ledger.LedgerView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class H2LedgerQueriesTest extends LedgerQueriesContract {

    @Override
    Database open() {
        return Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 4));
    }

    @Test
    void whatAnotherProcessHasMarkedIsMarkedOnce() {
        keep(Exchanges.called("one").build());

        try (LedgerWriter later =
                LedgerWriter.start(database(), Clock.systemUTC(), 1 << 20, new SimpleMeterRegistry())) {
            later.append(List.of(Exchanges.called("two").build())).block();
        }

        assertThat(ofAlice(database())).containsExactly("two", "one");
    }

    @Test
    void recordsFromBeforeThereWereMarksAreFound() throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        try (Connection stays = DriverManager.getConnection(url, "sa", "")) {
            Flyway.configure()
                    .dataSource(url, "sa", "")
                    .locations("classpath:dev/caravan/database", "classpath:dev/caravan/h2")
                    .target("10")
                    .load()
                    .migrate();
            try (Statement statement = stays.createStatement()) {
                statement.execute("INSERT INTO exchange (id, project, request_id, source, started, key_name, user_id,"
                        + " stream, status, outcome, tokens_estimated, body_bytes) SELECT x, 'shop', 'r' || x, 'PROXY',"
                        + " (x - 3) * 1800000000 - 1, 'app', 'alice', false, 200, 'complete', false, 0"
                        + " FROM SYSTEM_RANGE(1, 5)");
            }

            try (Database database = Database.open(new DatabaseConfig(url, null, null, 4))) {
                assertThat(ofAlice(database)).containsExactly("r5", "r4", "r3", "r2", "r1");
            }
        }
    }

    @Test
    void recordsFromBeforeKeysHadIdsOfTheirOwnStayThoseOfTheirKeys() throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        try (Connection stays = DriverManager.getConnection(url, "sa", "")) {
            Flyway.configure()
                    .dataSource(url, "sa", "")
                    .locations("classpath:dev/caravan/database", "classpath:dev/caravan/h2")
                    .target("11")
                    .load()
                    .migrate();
            try (Statement statement = stays.createStatement()) {
                statement.execute("INSERT INTO exchange (id, project, request_id, source, started, key_name, user_id,"
                        + " stream, status, outcome, tokens_estimated, body_bytes) VALUES"
                        + " (1, '', 'one', 'PROXY', 1, 'solo', 'alice', false, 200, 'complete', false, 0),"
                        + " (2, 'shop', 'one', 'PROXY', 2, 'app', 'alice', false, 200, 'complete', false, 0)");
                statement.execute(
                        "INSERT INTO exchange_score (project, request_id, eval, score, passed, reason, scored)"
                                + " VALUES ('', 'one', 'polite', 1, true, '', 1), ('shop', 'one', 'brief', 1, true, '', 1)");
            }

            try (Database database = Database.open(new DatabaseConfig(url, null, null, 4));
                    LedgerWriter writer =
                            LedgerWriter.start(database, Clock.systemUTC(), 1 << 20, new SimpleMeterRegistry())) {
                writer.append(Stream.of("solo", "solo2")
                                .map(key -> Exchanges.called("one")
                                        .of(null, key, "alice")
                                        .build())
                                .toList())
                        .block();
                LogQueries logs = new LogQueries(database);
                List<Row> kept = logs.page(LogFilter.of(LedgerView.ALL), null, 10);

                assertThat(kept)
                        .extracting(row -> row.exchange().owner().key())
                        .containsExactly("solo2", "app", "solo");
                assertThat(kept)
                        .extracting(row -> logs.scores(row).stream()
                                .map(ExchangeScore::eval)
                                .toList())
                        .containsExactly(List.of(), List.of("brief"), List.of("polite"));
            }
        }
    }

    /** Sorting would read all hours, and all that a filter lets through, before the first record is there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXCHANGE_BY_TIME | SELECT * FROM exchange WHERE user_id = 'u' AND started <= 9 AND (started < 9 OR id < 2)"
                        + " AND started >= 1 AND started < 7 ORDER BY started DESC, id DESC LIMIT 51",
                "EXCHANGE_BY_TIME | SELECT * FROM exchange WHERE provider = 'p' ORDER BY started DESC, id DESC LIMIT 51",
                "PRIMARY_KEY | SELECT hour_number FROM exchange_hour WHERE kind = 3 AND name = 'u' AND hour_number >= 1 AND"
                        + " hour_number <= 9 ORDER BY kind DESC, name DESC, hour_number DESC FETCH FIRST 200 ROWS ONLY"
            })
    void pagesAreReadInTheOrderOfAnIndex(String index, String query) throws SQLException {
        assertThat(plan(query)).contains(index).contains("index sorted");
    }

    /** H2 prefers an index by the hour alone, and would look at everybody of an hour for each mark that is written. */
    @Test
    void aMarkIsFoundByItsWholeKey() throws SQLException {
        String plan = plan("UPDATE exchange_hour SET kind = 1 WHERE kind = 1 AND name = 'u' AND hour_number = 1");

        assertThat(plan.substring(0, plan.indexOf("SET"))).contains("KIND = 1", "NAME = 'u'", "HOUR_NUMBER = ");
    }

    @Test
    void sumsOfSomebodyAreReadFromHisHours() throws SQLException {
        UsageQuery query = new UsageQuery(
                LedgerView.ALL,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(90),
                List.of(),
                Map.of(UsageGroup.USER, "u"),
                false);
        MarkedHours hours = query.hours(MarkedColumn.in(database())).orElseThrow();

        String plan = plan(query.sql(hours).replace("?", "1"));

        assertThat(plan)
                .containsSubsequence("FROM \"PUBLIC\".\"EXCHANGE_HOUR\"", "LEFT OUTER JOIN", "EXCHANGE_BY_TIME");
        assertThat(plan).contains("AND STARTED < ((HOUR_NUMBER + ");
    }

    private static List<String> ofAlice(Database database) {
        return new LogQueries(database)
                .page(LogFilter.of(LedgerView.ALL).named(Name.USER, "alice"), null, 10).stream()
                        .map(row -> row.exchange().requestId())
                        .toList();
    }

    private String plan(String query) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet plan = statement.executeQuery("EXPLAIN " + query)) {
            plan.next();
            return plan.getString(1);
        }
    }
}
