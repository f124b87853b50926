package dev.caravan.gateway.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.spans.FoundSpan;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.processors.spans.SpanStatus;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code span} or {@code exchange} as a span, its details still in the table.
 *
 * @param detailBytes about how long its details are; 0 for those of an exchange that were not read
 */
record FoundRow(SpanTable table, long key, SpanRecord span, long detailBytes) {

    private static final String SHARED =
            "s.id, s.project, s.trace_id, s.span_id, s.parent_span_id, s.source, s.key_name,"
                    + " s.user_id, s.session_id, s.provider, s.model, s.status, s.started, s.input_tokens, s.output_tokens,"
                    + " s.cache_read_tokens, s.cost, ";
    private static final String OF_SPAN = "s.workspace, s.name, s.kind, s.ended, s.detail_bytes";
    private static final String OF_EXCHANGE =
            "s.request_id, s.path, s.served_model, s.outcome, s.error_code, s.finish_reason, s.latency";

    static String columns(SpanTable table) {
        return SHARED + (table == SpanTable.SPAN ? OF_SPAN : OF_EXCHANGE);
    }

    static FoundRow read(SpanTable table, ResultSet row) throws SQLException {
        return table == SpanTable.SPAN ? ofSpan(row) : ofExchange(row);
    }

    private static FoundRow ofSpan(ResultSet row) throws SQLException {
        Long ended = SpanFigures.number(row, "ended");
        SpanRecord span = new SpanRecord(
                Source.valueOf(row.getString("source")),
                owner(row),
                row.getString("workspace"),
                new Trace(row.getString("trace_id"), row.getString("span_id"), row.getString("parent_span_id")),
                row.getString("name"),
                SpanKind.of(row.getString("kind")),
                SpanStatus.valueOf(row.getString("status")),
                time(row.getLong("started")),
                ended == null ? null : time(ended),
                new SpanRecord.Model(row.getString("provider"), row.getString("model")),
                usage(row),
                row.getBigDecimal("cost"),
                Json.object());
        return new FoundRow(SpanTable.SPAN, row.getLong("id"), span, row.getLong("detail_bytes"));
    }

    private static FoundRow ofExchange(ResultSet row) throws SQLException {
        long started = row.getLong("started");
        long latency = row.getLong("latency");
        Instant ended = row.wasNull() ? null : time(started + latency);
        String path = row.getString("path");
        String model = row.getString("model");
        String id = row.getString("span_id");
        ObjectNode details = Json.object();
        String error = row.getString("error_code");
        if (error != null) {
            details.put("error_type", error);
        }
        ObjectNode attributes = details.putObject("attributes");
        attributes.put("request_id", row.getString("request_id"));
        attributes.put("http.response.status_code", row.getInt("status"));
        put(attributes, "gen_ai.response.model", row.getString("served_model"));
        put(attributes, "gen_ai.response.finish_reason", row.getString("finish_reason"));
        boolean embeds = path != null && path.toLowerCase(Locale.ROOT).contains("embed");
        SpanRecord span = new SpanRecord(
                Source.valueOf(row.getString("source")),
                owner(row),
                null,
                new Trace(
                        row.getString("trace_id"),
                        id == null ? row.getString("request_id") : id,
                        row.getString("parent_span_id")),
                path == null ? "call" : path,
                embeds ? SpanKind.EMBEDDING : SpanKind.LLM,
                status(row.getInt("status"), row.getString("outcome")),
                time(started),
                ended,
                new SpanRecord.Model(row.getString("provider"), model),
                usage(row),
                row.getBigDecimal("cost"),
                details);
        return new FoundRow(SpanTable.EXCHANGE, row.getLong("id"), span, 0);
    }

    FoundSpan bare() {
        return new FoundSpan(key, span);
    }

    /** The same with what was said. */
    FoundRow withDetails(Connection connection) throws SQLException {
        String column = table == SpanTable.SPAN ? "details" : "content";
        try (PreparedStatement statement = Sql.prepared(
                        connection, "SELECT id, " + column + " FROM " + table.table() + " WHERE id = ?", key);
                ResultSet row = statement.executeQuery()) {
            if (row.next()) {
                if (table == SpanTable.SPAN) {
                    span.details().setAll(SpanRows.details(connection, row));
                } else {
                    Content said = StoredContent.unpack(row.getBytes(column));
                    put(span.details(), "input", said.prompt());
                    put(span.details(), "output", said.completion());
                    ObjectNode attributes = span.details().withObject("attributes");
                    put(attributes, "tool_calls", said.toolCalls());
                    said.metadata().forEach(attributes::put);
                    return new FoundRow(table, key, span, length(said.prompt()) + length(said.completion()));
                }
            }
        }
        return this;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    static SpanStatus status(int status, String outcome) {
        if (outcome.equals("client_gone")) {
            return SpanStatus.CANCELLED;
        }
        return status >= 400 || outcome.equals("broken") ? SpanStatus.ERROR : SpanStatus.SUCCESS;
    }

    private static Owner owner(ResultSet row) throws SQLException {
        String project = row.getString("project");
        return new Owner(
                project.isEmpty() ? null : project,
                row.getString("key_name"),
                row.getString("user_id"),
                row.getString("session_id"));
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return SpanFigures.usage(
                SpanFigures.number(row, "input_tokens"),
                SpanFigures.number(row, "output_tokens"),
                SpanFigures.number(row, "cache_read_tokens"));
    }

    static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static void put(ObjectNode json, String field, @Nullable String text) {
        if (text != null) {
            json.put(field, text);
        }
    }
}
