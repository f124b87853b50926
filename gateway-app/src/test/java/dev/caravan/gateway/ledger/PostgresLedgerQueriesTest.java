package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresLedgerQueriesTest extends LedgerQueriesContract {

    private static TestPostgres postgres;

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    Database open() throws SQLException {
        return Database.open(postgres.database());
    }

    /** Sorting would read all that a filter lets through before the first record is there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exchange_by_time | started <= 5",
                "exchange_by_project_time | project = 'p1'",
                "exchange_by_user | user_id = 'u7'",
                "exchange_by_user | user_id = 'u7' AND started <= 500000 AND (started < 500000 OR id < 7)",
                "exchange_by_key | key_name = 'k3'",
                "exchange_by_session | session_id = 's3'",
                "exchange_by_trace | trace_id = 't3'",
                "exchange_by_model | COALESCE(served_model, model, '') = 'm3'",
                "exchange_failed | status >= 400 AND status <= 999"
            })
    void thereIsAnIndexInTheOrderOfThePages(String index, String filter) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO exchange (id, project, request_id, source, started, key_name, user_id,"
                    + " session_id, trace_id, model, stream, status, outcome, tokens_estimated, body_bytes)"
                    + " SELECT i, 'p' || i % 100, 'r' || i, 'PROXY', i * 100, 'k' || i % 100, 'u' || i % 100, 's' || i % 100,"
                    + " 't' || i % 100, 'm' || i % 100, false, CASE WHEN i % 100 = 0 THEN 500 ELSE 200 END, 'complete',"
                    + " false, 0 FROM generate_series(1, 20000) i");
            statement.execute("ANALYZE exchange");
            statement.execute("SET enable_sort = off");

            String plan = plan(
                    statement, "SELECT * FROM exchange WHERE " + filter + " ORDER BY started DESC, id DESC LIMIT 51");

            assertThat(plan).contains("Index Scan Backward using " + index).doesNotContain("Sort");
        }
    }

    @Test
    void whatAnIdBeginsWithIsFoundByAnIndex() throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");

            assertThat(plan(statement, "SELECT * FROM exchange WHERE request_id LIKE 'abc%'"))
                    .contains("exchange_request");
            assertThat(plan(statement, "SELECT * FROM exchange WHERE request_id = 'abc'"))
                    .contains("exchange_request");
        }
    }

    private static String plan(Statement statement, String query) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (ResultSet lines = statement.executeQuery("EXPLAIN " + query)) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
