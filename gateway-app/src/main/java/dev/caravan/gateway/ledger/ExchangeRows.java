package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records into the tables {@code exchange} and {@code exchange_body}, within a transaction of the caller's. */
final class ExchangeRows {

    /** Below what H2 takes into one value. */
    private static final int PART = 512 * 1024;

    private static final String INSERT =
            "INSERT INTO exchange (id, project, request_id, source, started, key_name, user_id,"
                    + " session_id, trace_id, span_id, parent_span_id, method, path, provider, model, served_model, stream, status,"
                    + " outcome, error_code, finish_reason, latency, first_token, overhead, input_tokens, output_tokens,"
                    + " cache_read_tokens, cache_write_tokens, cache_write_hour_tokens, reasoning_tokens, audio_input_tokens,"
                    + " audio_output_tokens, tokens_estimated, cost, cost_input, cost_output, content, bodies, body_bytes) VALUES ("
                    + "?, ".repeat(38) + "?)";

    private static final String INSERT_BODY = "INSERT INTO exchange_body (exchange_id, part, bytes) VALUES (?, ?, ?)";

    private ExchangeRows() {}

    static void insert(Connection connection, List<Row> rows, Compression compression) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT);
                PreparedStatement bodies = connection.prepareStatement(INSERT_BODY)) {
            boolean withBodies = false;
            for (Row row : rows) {
                byte[] body = StoredBodies.pack(row.exchange().bodies(), compression);
                boolean inRow = body == null || body.length <= PART;
                byte[] content = StoredContent.pack(row.exchange().content(), compression);
                bind(new Binding(statement), row, content, inRow ? body : null, body == null ? 0 : body.length);
                statement.addBatch();
                for (int from = 0, part = 0; !inRow && from < body.length; from += PART, part++) {
                    bodies.setLong(1, row.id());
                    bodies.setInt(2, part);
                    bodies.setBytes(3, Arrays.copyOfRange(body, from, Math.min(body.length, from + PART)));
                    bodies.addBatch();
                    withBodies = true;
                }
            }
            statement.executeBatch();
            if (withBodies) {
                bodies.executeBatch();
            }
        }
    }

    private static void bind(Binding to, Row row, byte @Nullable [] content, byte @Nullable [] bodies, long bodyBytes)
            throws SQLException {
        ExchangeRecord exchange = row.exchange();
        to.number(row.id());
        to.text(row.project(), 200);
        to.text(exchange.requestId(), 200);
        to.text(exchange.source().name(), 10);
        to.number(Sql.micros(exchange.timing().started()));
        to.text(exchange.owner().key(), 200);
        to.text(exchange.owner().user(), 400);
        to.text(exchange.owner().session(), 400);
        to.text(exchange.trace().traceId(), 200);
        to.text(exchange.trace().spanId(), 200);
        to.text(exchange.trace().parentSpanId(), 200);
        to.text(exchange.request().method(), 16);
        to.text(exchange.request().path(), 2000);
        to.text(exchange.request().provider(), 200);
        to.text(exchange.request().model(), 400);
        to.text(exchange.request().servedModel(), 400);
        to.flag(exchange.request().stream());
        to.number(exchange.result().status());
        to.text(exchange.result().outcome(), 40);
        to.text(exchange.result().errorCode(), 200);
        to.text(exchange.result().finishReason(), 200);
        to.time(exchange.timing().total());
        to.time(exchange.timing().firstToken());
        to.time(exchange.timing().overhead());
        usage(to, exchange.usage());
        to.flag(exchange.isEstimated());
        to.money(exchange.cost().total());
        to.money(exchange.cost().input());
        to.money(exchange.cost().output());
        to.bytes(content);
        to.bytes(bodies);
        to.number(bodyBytes);
    }

    private static void usage(Binding to, Usage usage) throws SQLException {
        to.tokens(usage.input());
        to.tokens(usage.output());
        to.tokens(usage.cacheRead());
        to.tokens(usage.cacheWrite());
        to.tokens(usage.cacheWriteHour());
        to.tokens(usage.reasoning());
        to.tokens(usage.audioInput());
        to.tokens(usage.audioOutput());
    }

    /** A longer text loses its end: a row is worth more than the rest of a name. PostgreSQL knows no zero characters. */
    static @Nullable String kept(@Nullable String text, int most) {
        String kept = text == null || text.length() <= most ? text : text.substring(0, most);
        return kept == null || kept.indexOf('\0') < 0 ? kept : kept.replace("\0", "");
    }

    /**
     * What is kept of a name: by that it is found.
     *
     * @param column where it stands, or the expression by which it is looked for
     */
    static String asKept(String column, String name) {
        int most =
                switch (column) {
                    case "user_id", "session_id", "model", UsageGroup.MODEL_OF_RECORDS -> 400;
                    case "outcome" -> 40;
                    default -> 200;
                };
        String text = kept(name, most);
        return text == null ? "" : text;
    }

    /** The values of one row, in the order of the columns. */
    private static final class Binding {

        private final PreparedStatement statement;
        private int column = 1;

        Binding(PreparedStatement statement) {
            this.statement = statement;
        }

        void text(@Nullable String text, int most) throws SQLException {
            statement.setString(column++, kept(text, most));
        }

        void number(long number) throws SQLException {
            statement.setLong(column++, number);
        }

        void tokens(long number) throws SQLException {
            if (number == Usage.UNKNOWN) {
                statement.setNull(column++, Types.BIGINT);
            } else {
                number(number);
            }
        }

        void time(@Nullable Duration time) throws SQLException {
            if (time == null) {
                statement.setNull(column++, Types.BIGINT);
            } else {
                number(time.toNanos() / 1000);
            }
        }

        void flag(boolean flag) throws SQLException {
            statement.setBoolean(column++, flag);
        }

        void money(@Nullable BigDecimal usd) throws SQLException {
            statement.setBigDecimal(column++, usd);
        }

        void bytes(byte @Nullable [] bytes) throws SQLException {
            statement.setBytes(column++, bytes);
        }
    }
}
