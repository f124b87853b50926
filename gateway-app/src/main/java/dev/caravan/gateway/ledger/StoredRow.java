package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Asked;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Result;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.spi.chat.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads rows of the table {@code exchange} back into records: the other side of {@link ExchangeRows}. */
final class StoredRow {

    /** What every record tells: all but its content and bodies. */
    static final String COLUMNS =
            "id, project, request_id, source, started, key_name, user_id, session_id, trace_id, span_id, parent_span_id,"
                    + " method, path, provider, model, served_model, stream, status, outcome, error_code, finish_reason,"
                    + " latency, first_token, overhead, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,"
                    + " cache_write_hour_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, tokens_estimated,"
                    + " cost, cost_input, cost_output";

    private static final long MICROS_OF_A_SECOND = 1_000_000;

    private StoredRow() {}

    /** The row that the result stands at, which has {@link #COLUMNS}. */
    static Row read(ResultSet row, Content content, Bodies bodies) throws SQLException {
        String project = row.getString("project");
        ExchangeRecord exchange = new ExchangeRecord(
                row.getString("request_id"),
                Source.valueOf(row.getString("source")),
                new Owner(
                        project.isEmpty() ? null : project,
                        row.getString("key_name"),
                        row.getString("user_id"),
                        row.getString("session_id")),
                new Trace(row.getString("trace_id"), row.getString("span_id"), row.getString("parent_span_id")),
                new Timing(
                        time(row.getLong("started")),
                        duration(row, "latency"),
                        duration(row, "first_token"),
                        duration(row, "overhead")),
                new Asked(
                        row.getString("method"),
                        row.getString("path"),
                        row.getString("provider"),
                        row.getString("model"),
                        row.getString("served_model"),
                        row.getBoolean("stream")),
                new Result(
                        row.getInt("status"),
                        row.getString("outcome"),
                        row.getString("error_code"),
                        row.getString("finish_reason")),
                content,
                usage(row),
                row.getBoolean("tokens_estimated"),
                new Cost(
                        row.getBigDecimal("cost"),
                        row.getBigDecimal("cost_input"),
                        row.getBigDecimal("cost_output"),
                        Map.of()),
                bodies);
        return new Row(row.getLong("id"), exchange);
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return new Usage(
                tokens(row, "input_tokens"),
                tokens(row, "output_tokens"),
                tokens(row, "cache_read_tokens"),
                tokens(row, "cache_write_tokens"),
                tokens(row, "cache_write_hour_tokens"),
                tokens(row, "reasoning_tokens"),
                tokens(row, "audio_input_tokens"),
                tokens(row, "audio_output_tokens"));
    }

    private static long tokens(ResultSet row, String column) throws SQLException {
        long tokens = row.getLong(column);
        return row.wasNull() ? Usage.UNKNOWN : tokens;
    }

    private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    static Instant time(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_OF_A_SECOND), Math.floorMod(micros, MICROS_OF_A_SECOND) * 1000);
    }
}
