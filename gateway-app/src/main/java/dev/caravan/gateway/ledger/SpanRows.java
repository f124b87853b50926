package dev.caravan.gateway.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes spans into the tables {@code span} and {@code span_detail}, within a transaction of the caller's. */
final class SpanRows {

    /** Below what H2 takes into one value. */
    private static final int PART = 512 * 1024;

    private static final String INSERT =
            "INSERT INTO span (id, project, trace_id, span_id, parent_span_id, source, workspace, key_name, user_id,"
                    + " session_id, name, kind, status, started, ended, provider, model, input_tokens, output_tokens,"
                    + " cache_read_tokens, cost, details, detail_bytes) VALUES (" + "?, ".repeat(22) + "?)";
    private static final String INSERT_PART = "INSERT INTO span_detail (span_row, part, bytes) VALUES (?, ?, ?)";
    private static final String PARTS = "SELECT bytes FROM span_detail WHERE span_row = ? ORDER BY part";

    private SpanRows() {}

    /** A span with the number of its row. */
    record SpanRow(long id, SpanRecord span) {

        /** Whose it is; empty without a project, as unique keys do not hold for null. */
        String project() {
            String project = span.owner().project();
            return project == null ? "" : project;
        }

        /** What no second one has. */
        Identity identity() {
            return new Identity(
                    IdSpace.of(span.owner()),
                    String.valueOf(span.trace().traceId()),
                    String.valueOf(span.trace().spanId()));
        }
    }

    /** Which span it is. */
    record Identity(IdSpace space, String traceId, String spanId) {}

    static void insert(Connection connection, List<SpanRow> rows, Compression compression) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT);
                PreparedStatement parts = connection.prepareStatement(INSERT_PART)) {
            boolean withParts = false;
            for (SpanRow row : rows) {
                byte[] details = compression.pack(Json.bytes(row.span().details()));
                boolean inRow = details.length <= PART;
                bind(statement, row, inRow ? details : null, details.length);
                statement.addBatch();
                for (int from = 0, part = 0; !inRow && from < details.length; from += PART, part++) {
                    parts.setLong(1, row.id());
                    parts.setInt(2, part);
                    parts.setBytes(3, Arrays.copyOfRange(details, from, Math.min(details.length, from + PART)));
                    parts.addBatch();
                    withParts = true;
                }
            }
            statement.executeBatch();
            if (withParts) {
                parts.executeBatch();
            }
        }
    }

    private static void bind(PreparedStatement to, SpanRow row, byte @Nullable [] details, long bytes)
            throws SQLException {
        SpanRecord span = row.span();
        to.setLong(1, row.id());
        to.setString(2, cut(row.project(), 200));
        to.setString(3, cut(span.trace().traceId(), 200));
        to.setString(4, cut(span.trace().spanId(), 200));
        to.setString(5, cut(span.trace().parentSpanId(), 200));
        to.setString(6, span.source().name());
        to.setString(7, cut(span.workspace(), 200));
        to.setString(8, cut(span.owner().key(), 200));
        to.setString(9, cut(span.owner().user(), 400));
        to.setString(10, cut(span.owner().session(), 400));
        to.setString(11, cut(span.name(), 400));
        to.setString(12, span.kind().name());
        to.setString(13, span.status().name());
        to.setLong(14, Sql.micros(span.started()));
        if (span.ended() == null) {
            to.setNull(15, Types.BIGINT);
        } else {
            to.setLong(15, Sql.micros(span.ended()));
        }
        to.setString(16, cut(span.model().provider(), 200));
        to.setString(17, cut(span.model().name(), 400));
        tokens(to, 18, span.usage().input());
        tokens(to, 19, span.usage().output());
        tokens(to, 20, span.usage().cacheRead());
        to.setBigDecimal(21, span.cost());
        to.setBytes(22, details);
        to.setLong(23, bytes);
    }

    private static void tokens(PreparedStatement to, int column, long tokens) throws SQLException {
        if (tokens == Usage.UNKNOWN) {
            to.setNull(column, Types.BIGINT);
        } else {
            to.setLong(column, tokens);
        }
    }

    /** A longer text loses its end. PostgreSQL knows no zero characters. */
    private static @Nullable String cut(@Nullable String text, int most) {
        String kept = text == null || text.length() <= most ? text : text.substring(0, most);
        return kept == null || kept.indexOf('\0') < 0 ? kept : kept.replace("\0", "");
    }

    /** The details of a row of {@code span}, whose columns {@code id} and {@code details} are there; none where they were too old. */
    static ObjectNode details(Connection connection, ResultSet row) throws SQLException {
        byte[] packed = row.getBytes("details");
        byte[] kept = packed == null ? parts(connection, row.getLong("id")) : packed;
        if (kept.length == 0) {
            return Json.object();
        }
        byte[] bytes = Compression.unpack(kept);
        JsonNode details = Json.parse(bytes, 0, bytes.length);
        if (details instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalStateException("a stored text is damaged");
    }

    private static byte[] parts(Connection connection, long row) throws SQLException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        try (PreparedStatement statement = connection.prepareStatement(PARTS)) {
            statement.setLong(1, row);
            try (ResultSet parts = statement.executeQuery()) {
                while (parts.next()) {
                    joined.writeBytes(parts.getBytes(1));
                }
            }
        }
        return joined.toByteArray();
    }
}
