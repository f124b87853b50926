package dev.caravan.gateway.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.spi.wire.Json;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A row of the ledger with what belongs to it, unpacked.
 *
 * @param columns the values of the row by their columns, without those that are null
 */
public record KeptExchange(
        Map<String, Object> columns, Content content, @Nullable String request, @Nullable String response) {

    /** All rows in the order in which they were written. */
    public static List<KeptExchange> in(DataSource database) throws SQLException {
        List<KeptExchange> kept = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM exchange ORDER BY id")) {
            while (row.next()) {
                Map<String, Object> columns = columns(row);
                byte[] content = (byte[]) columns.remove("content");
                byte[] inRow = (byte[]) columns.remove("bodies");
                byte[] packed = inRow == null ? parts(connection, row.getLong("id")) : inRow;
                Bodies bodies = packed.length == 0 ? Bodies.NONE : StoredBodies.unpack(packed);
                kept.add(new KeptExchange(
                        columns, StoredContent.unpack(content), text(bodies.request()), text(bodies.response())));
            }
        }
        return kept;
    }

    /** A column as text, or null. */
    public @Nullable String text(String column) {
        return Objects.toString(columns.get(column), null);
    }

    public long number(String column) {
        return ((Number) Objects.requireNonNull(columns.get(column), column)).longValue();
    }

    /** What it cost, without zeros at the end; null when that is not known. */
    public @Nullable String cost() {
        BigDecimal cost = (BigDecimal) columns.get("cost");
        return cost == null ? null : cost.stripTrailingZeros().toPlainString();
    }

    /** The request's body as a tree. */
    public JsonNode requestJson() {
        return Objects.requireNonNull(Json.parse(Objects.requireNonNull(request)));
    }

    private static Map<String, Object> columns(ResultSet row) throws SQLException {
        Map<String, Object> columns = new LinkedHashMap<>();
        ResultSetMetaData names = row.getMetaData();
        for (int i = 1; i <= names.getColumnCount(); i++) {
            Object value = row.getObject(i);
            if (value != null) {
                columns.put(names.getColumnLabel(i).toLowerCase(Locale.ROOT), value);
            }
        }
        return columns;
    }

    private static byte[] parts(Connection connection, long id) throws SQLException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT bytes FROM exchange_body WHERE exchange_id = ? ORDER BY part")) {
            statement.setLong(1, id);
            try (ResultSet part = statement.executeQuery()) {
                while (part.next()) {
                    all.writeBytes(part.getBytes(1));
                }
            }
        }
        return all.toByteArray();
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? null
                : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
