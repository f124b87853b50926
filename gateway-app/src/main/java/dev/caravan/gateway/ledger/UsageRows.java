package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Adds records up in the table {@code usage_day}, within a transaction of the caller's. */
final class UsageRows {

    private static final String KEY =
            "day_number = ? AND project = ? AND key_name = ? AND user_id = ? AND provider = ?" + " AND model = ?";

    /** A sum grows from here on no more: no records are lost because those before them have told nonsense. */
    private static final long FULL = 9_000_000_000_000_000_000L;

    private static final String ADD =
            "UPDATE usage_day SET exchanges = exchanges + ?, errors = errors + ?, input_tokens ="
                    + " input_tokens + ?, output_tokens = output_tokens + ?, cache_read_tokens = cache_read_tokens + ?,"
                    + " cache_write_tokens = cache_write_tokens + ?, reasoning_tokens = reasoning_tokens + ?, cost = cost + ?,"
                    + " unpriced = unpriced + ?, latency = LEAST(latency, " + FULL + ") + ? WHERE " + KEY;

    private static final String INSERT = "INSERT INTO usage_day (exchanges, errors, input_tokens, output_tokens,"
            + " cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, unpriced, latency, day_number, project,"
            + " key_name, user_id, provider, model) VALUES (" + "?, ".repeat(15) + "?)";

    /** Sorted, so that two nodes touch rows in the same order and never wait for each other. */
    private static final Comparator<Key> ORDER = Comparator.comparingLong(Key::day)
            .thenComparing(Key::project)
            .thenComparing(Key::key)
            .thenComparing(Key::user)
            .thenComparing(Key::provider)
            .thenComparing(Key::model);

    private UsageRows() {}

    private record Key(long day, String project, String key, String user, String provider, String model) {

        static Key of(Row row) {
            ExchangeRecord exchange = row.exchange();
            String model = exchange.request().servedModel() == null
                    ? exchange.request().model()
                    : exchange.request().servedModel();
            return new Key(
                    Math.floorDiv(exchange.timing().started().getEpochSecond(), TimeUnit.DAYS.toSeconds(1)),
                    row.project(),
                    known(exchange.owner().key(), 200),
                    known(exchange.owner().user(), 400),
                    known(exchange.request().provider(), 200),
                    known(model, 400));
        }

        private static String known(@Nullable String text, int most) {
            String kept = ExchangeRows.kept(text, most);
            return kept == null ? "" : kept;
        }
    }

    private static final class Sum {

        private long exchanges;
        private long errors;
        private long input;
        private long output;
        private long cacheRead;
        private long cacheWrite;
        private long reasoning;
        private BigDecimal cost = BigDecimal.ZERO;
        private long unpriced;
        private long latency;

        void add(ExchangeRecord exchange) {
            Usage usage = exchange.usage();
            Duration total = exchange.timing().total();
            exchanges++;
            errors += exchange.result().status() >= 400 ? 1 : 0;
            input += Math.max(0, usage.input());
            output += Math.max(0, usage.output());
            cacheRead += Math.max(0, usage.cacheRead());
            cacheWrite += Math.max(0, usage.cacheWrite());
            reasoning += Math.max(0, usage.reasoning());
            latency += total == null ? 0 : total.toNanos() / 1000;
            if (exchange.cost().total() != null) {
                cost = cost.add(exchange.cost().total());
            } else if (usage.total() > 0) {
                unpriced++;
            }
        }

        void bind(PreparedStatement statement, Key key) throws SQLException {
            statement.setLong(1, exchanges);
            statement.setLong(2, errors);
            statement.setLong(3, input);
            statement.setLong(4, output);
            statement.setLong(5, cacheRead);
            statement.setLong(6, cacheWrite);
            statement.setLong(7, reasoning);
            statement.setBigDecimal(8, cost);
            statement.setLong(9, unpriced);
            statement.setLong(10, latency);
            statement.setLong(11, key.day());
            statement.setString(12, key.project());
            statement.setString(13, key.key());
            statement.setString(14, key.user());
            statement.setString(15, key.provider());
            statement.setString(16, key.model());
        }
    }

    /** Fails, for the caller to try the whole transaction again, when another node has just made the same new row. */
    static void add(Connection connection, List<Row> rows) throws SQLException {
        Map<Key, Sum> sums = new TreeMap<>(ORDER);
        rows.forEach(row -> sums.computeIfAbsent(Key.of(row), key -> new Sum()).add(row.exchange()));
        List<Key> keys = new ArrayList<>(sums.keySet());
        int[] changed;
        try (PreparedStatement update = connection.prepareStatement(ADD)) {
            for (Map.Entry<Key, Sum> sum : sums.entrySet()) {
                sum.getValue().bind(update, sum.getKey());
                update.addBatch();
            }
            changed = update.executeBatch();
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            boolean any = false;
            for (int i = 0; i < changed.length; i++) {
                Sum sum = sums.get(keys.get(i));
                if (changed[i] == 0 && sum != null) {
                    sum.bind(insert, keys.get(i));
                    insert.addBatch();
                    any = true;
                }
            }
            if (any) {
                insert.executeBatch();
            }
        }
    }
}
