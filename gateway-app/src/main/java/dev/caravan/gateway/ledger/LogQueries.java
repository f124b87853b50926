package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Database;
import dev.caravan.processors.evals.ExchangeScore;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.exchange.Score;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Looks records up. Blocks; thread-safe. Whatever fails is a {@link GatewayError} for whoever has asked. */
public final class LogQueries {

    /** No query may keep a connection for longer. */
    static final int SECONDS = 30;

    static final String PAGE = "SELECT " + StoredRow.COLUMNS + " FROM exchange WHERE ";
    static final String NEWEST_FIRST = " ORDER BY started DESC, id DESC";
    private static final String WHOLE =
            "SELECT " + StoredRow.COLUMNS + ", content, bodies, body_bytes FROM exchange WHERE ";
    private static final String PARTS = "SELECT bytes FROM exchange_body WHERE exchange_id = ? ORDER BY part";

    private static final String SCORES = "SELECT eval, score, passed, reason FROM exchange_score WHERE project = ? AND"
            + " request_id = ? AND key_name = ? ORDER BY eval";

    private final DataSource database;
    private final List<MarkedColumn> marked;

    LogQueries(Database database) {
        this.database = database.dataSource();
        this.marked = MarkedColumn.in(database);
    }

    /**
     * A page of records without content and bodies, the newest first.
     *
     * @param after where the page before has ended; null for the first
     * @param most how many at most
     */
    public List<Row> page(LogFilter filter, @Nullable LogPosition after, int most) {
        LogFilter rest = filter.after(after);
        Optional<MarkedHours> hours = rest.hours(marked);
        try (Connection connection = database.getConnection()) {
            return hours.isPresent()
                    ? new MarkedPage(rest, most).read(connection, hours.get())
                    : page(connection, rest, most);
        } catch (SQLException e) {
            throw QueryFailure.of(e);
        }
    }

    private static List<Row> page(Connection connection, LogFilter filter, int most) throws SQLException {
        String sql = PAGE + Condition.and(filter.conditions()) + NEWEST_FIRST + " LIMIT " + most;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(SECONDS);
            statement.setFetchSize(most);
            Condition.bind(statement, filter.conditions());
            List<Row> page = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    page.add(StoredRow.read(rows, Content.NONE, Bodies.NONE));
                }
            }
            return page;
        }
    }

    /** The newest of these records with all that is kept of it. */
    public Optional<Row> newest(LogFilter filter) {
        String sql = WHOLE + Condition.and(filter.conditions()) + NEWEST_FIRST + " LIMIT 1";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(SECONDS);
            Condition.bind(statement, filter.conditions());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(StoredRow.read(
                                row, StoredContent.unpack(row.getBytes("content")), bodies(connection, row)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw QueryFailure.of(e);
        }
    }

    /** What evals have said of that record by now, in the order of their names. */
    public List<ExchangeScore> scores(Row row) {
        ExchangeRecord exchange = row.exchange();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(SCORES)) {
            IdSpace space = row.space();
            statement.setString(1, space.project());
            statement.setString(2, exchange.requestId());
            statement.setString(3, space.key());
            List<ExchangeScore> scores = new ArrayList<>();
            try (ResultSet score = statement.executeQuery()) {
                while (score.next()) {
                    scores.add(new ExchangeScore(
                            exchange.owner().project(),
                            exchange.owner().key(),
                            exchange.requestId(),
                            score.getString(1),
                            new Score(score.getDouble(2), score.getBoolean(3), score.getString(4))));
                }
            }
            return scores;
        } catch (SQLException e) {
            throw QueryFailure.of(e);
        }
    }

    private static Bodies bodies(Connection connection, ResultSet row) throws SQLException {
        byte[] packed = row.getBytes("bodies");
        if (packed == null && row.getLong("body_bytes") > 0) {
            packed = parts(connection, row.getLong("id"));
        }
        return packed == null || packed.length == 0 ? Bodies.NONE : StoredBodies.unpack(packed);
    }

    /** Nothing where retention has just been here. */
    private static byte[] parts(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PARTS)) {
            statement.setLong(1, id);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            try (ResultSet parts = statement.executeQuery()) {
                while (parts.next()) {
                    whole.writeBytes(parts.getBytes(1));
                }
            }
            return whole.toByteArray();
        }
    }
}
