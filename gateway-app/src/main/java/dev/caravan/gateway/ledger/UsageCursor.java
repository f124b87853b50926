package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of a query, of which no more than a part is in memory: it holds a connection until it is closed or has come to its
 * end. Blocks; used by one thread at a time.
 */
public final class UsageCursor implements AutoCloseable {

    /** How many rows PostgreSQL sends at once. */
    private static final int FETCHED = 1000;

    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final int groups;
    private boolean closed;

    private UsageCursor(Connection connection, PreparedStatement statement, ResultSet rows, int groups) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
        this.groups = groups;
    }

    static UsageCursor open(Database database, UsageQuery query) {
        try {
            Connection connection = database.dataSource().getConnection();
            try {
                return open(
                        connection,
                        query,
                        query.hours(MarkedColumn.in(database)),
                        database.config().isPostgres());
            } catch (SQLException e) {
                giveBack(connection);
                throw e;
            }
        } catch (SQLException e) {
            throw QueryFailure.of(e);
        }
    }

    /** PostgreSQL sends a result bit by bit only within a transaction. */
    private static UsageCursor open(
            Connection connection, UsageQuery query, Optional<MarkedHours> hours, boolean postgres)
            throws SQLException {
        connection.setAutoCommit(false);
        if (postgres) {
            tune(connection);
        }
        List<Condition> conditions = new ArrayList<>(query.conditions());
        hours.ifPresent(marked -> conditions.addAll(marked.conditions()));
        PreparedStatement statement =
                connection.prepareStatement(hours.isPresent() ? query.sql(hours.get()) : query.sql());
        try {
            statement.setQueryTimeout(LogQueries.SECONDS);
            statement.setFetchSize(FETCHED);
            Condition.bind(statement, conditions);
            return new UsageCursor(
                    connection,
                    statement,
                    statement.executeQuery(),
                    query.groups().size());
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** Groups are added up in memory, in 64 MB at most, where PostgreSQL's usual 4 would have it sort all rows on disk. */
    private static void tune(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL work_mem = '64MB'");
            statement.execute("SET LOCAL jit = off");
        }
    }

    /** The next rows; fewer than wanted when there are no more, and the cursor is closed then. */
    public List<UsageRow> next(int wanted) {
        List<UsageRow> next = new ArrayList<>();
        if (closed) {
            return next;
        }
        try {
            while (next.size() < wanted && rows.next()) {
                next.add(UsageRow.read(rows, groups));
            }
        } catch (SQLException e) {
            close();
            throw QueryFailure.of(e);
        }
        if (next.size() < wanted) {
            close();
        }
        return next;
    }

    @Override
    public void close() {
        if (!closed) {
            try (rows;
                    statement) {
                closed = true;
            } catch (SQLException e) {
                // A connection that is broken is of no more use to anybody; the pool finds out.
            } finally {
                giveBack(connection);
            }
        }
    }

    private static void giveBack(Connection connection) {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // As above.
        }
    }
}
