package dev.caravan.bench.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Fills the ledger by SQL alone: indexes are made when all is there. Of a hundred rows 98 are good; users and models are of
 * unequal weight; there is one user and one provider of very few rows.
 */
final class Rows {

    private static final int CHUNK = 500_000;

    /** {@code %d}: first and last number, all rows, microseconds between two rows, the first row's time. */
    private static final String INSERT =
            """
            INSERT INTO exchange (id, project, request_id, source, started, key_name, user_id, session_id, trace_id, span_id,
                method, path, provider, model, served_model, stream, status, outcome, error_code, finish_reason, latency,
                first_token, overhead, input_tokens, output_tokens, cache_read_tokens, tokens_estimated, cost, content, bodies,
                body_bytes)
            SELECT ((started / 1000 - 1577836800000) << 22) + (i & 4095), 'project-' || project,
                lpad(to_hex(started / 1000), 12, '0') || '-' || substr(md5(i::text), 1, 20), 'PROXY', started,
                'key-' || project * 5 + i %% 5,
                CASE WHEN i %% (%3$d / 20) = 7 THEN 'rare-user' ELSE 'user-' || users END,
                'session-' || i / 20, md5((i / 4)::text), substr(md5(i::text), 1, 16), 'POST', '/v1/chat/completions',
                CASE WHEN i %% (%3$d / 100) = 9 THEN 'rare-provider' ELSE 'provider-' || models %% 3 END,
                'alias-' || models, 'model-' || models, i %% 2 = 0,
                CASE WHEN i %% 100 = 3 THEN 429 WHEN i %% 100 = 4 THEN 500 ELSE 200 END, 'complete',
                CASE WHEN i %% 100 = 3 THEN 'rate_limited' END, 'stop', 400000 + i %% 1000000, 200000, 200,
                500 + i %% 5000, i %% 900, 300, false, (i %% 1000) * 0.00001, decode(md5((i + 1)::text), 'hex'),
                decode(repeat(md5((i + 2)::text), 16), 'hex'), 256
            FROM (SELECT i, %5$d + i * %4$d AS started, (power(random(), 2) * 20)::int AS project,
                (power(random(), 3) * 5000)::int AS users, (power(random(), 2) * 12)::int AS models
                FROM generate_series(%1$d::bigint, %2$d::bigint) i) numbers""";

    private static final String USAGE =
            """
            INSERT INTO usage_day (day_number, project, key_name, user_id, provider, model, exchanges, errors, input_tokens,
                output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, unpriced, latency)
            SELECT started / 86400000000, project, key_name, user_id, provider, served_model, COUNT(*),
                SUM(CASE WHEN status >= 400 THEN 1 ELSE 0 END), SUM(input_tokens), SUM(output_tokens),
                SUM(cache_read_tokens), 0, 0, SUM(cost), 0, SUM(latency)
            FROM exchange GROUP BY 1, 2, 3, 4, 5, 6""";

    private Rows() {}

    /** @param first when the first row began, in microseconds of the epoch */
    static void fill(DataSource database, long rows, long first, long between) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            statement.execute("SET maintenance_work_mem = '512MB'");
            statement.execute("SET work_mem = '256MB'");
            List<String> indexes = dropIndexes(statement);
            for (long from = 1; from <= rows; from += CHUNK) {
                long to = Math.min(rows, from + CHUNK - 1);
                statement.execute(String.format(Locale.ROOT, INSERT, from, to, rows, between, first));
                System.err.printf("%,d rows%n", to);
            }
            statement.execute(USAGE);
            for (String index : indexes) {
                System.err.println(index);
                statement.execute(index);
            }
            statement.execute("VACUUM ANALYZE exchange");
            statement.execute("VACUUM ANALYZE usage_day");
            statement.execute("CHECKPOINT");
        }
    }

    private static List<String> dropIndexes(Statement statement) throws SQLException {
        List<String> definitions = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (ResultSet index = statement.executeQuery("SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN"
                + " ('exchange', 'usage_day') AND indexname NOT LIKE '%pkey'")) {
            while (index.next()) {
                names.add(index.getString(1));
                definitions.add(index.getString(2));
            }
        }
        for (String name : names) {
            statement.execute("DROP INDEX " + name);
        }
        return definitions;
    }
}
