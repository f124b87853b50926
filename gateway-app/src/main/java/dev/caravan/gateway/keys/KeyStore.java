package dev.caravan.gateway.keys;

import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.DatabaseException;
import dev.caravan.gateway.database.Sql;
import dev.caravan.spi.GatewayError;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The keys in the database. Blocks; every method throws {@link DatabaseException} when the database fails. Changes come one
 * after the other, whichever node makes them: who changes a key sees all that was changed before.
 */
final class KeyStore {

    /** Where PostgreSQL tells other nodes that there is a change. */
    static final String CHANNEL = "caravan_keys";

    private final DataSource source;
    private final boolean notifies;

    KeyStore(Database database) {
        this.source = database.dataSource();
        this.notifies = database.config().isPostgres();
    }

    /** All keys that were made or changed after that version, the last change last; 0 gives all. */
    List<StoredKey> changedSince(long version) {
        return connected(connection -> changedSince(connection, version));
    }

    /** The same by a connection of the caller's. */
    static List<StoredKey> changedSince(Connection connection, long version) throws SQLException {
        return select(connection, "WHERE version > ? ORDER BY version", version);
    }

    Optional<StoredKey> find(String id) {
        return connected(connection -> find(connection, id));
    }

    /**
     * Keys in the order of their ids, which is that of their making.
     *
     * @param project whose keys, or null for all
     * @param after the id that precedes the first one, or an empty text
     */
    List<StoredKey> page(@Nullable String project, String after, int limit) {
        return connected(connection -> project == null
                ? select(connection, "WHERE id > ? ORDER BY id LIMIT ?", after, limit)
                : select(connection, "WHERE project = ? AND id > ? ORDER BY id LIMIT ?", project, after, limit));
    }

    /**
     * Stores a new key.
     *
     * @return the key with its version
     * @throws GatewayError 409 {@code name_taken} when a living key has its name
     */
    StoredKey create(StoredKey key) {
        return changing((connection, version) -> {
            refuseTakenName(connection, key);
            StoredKey stored = key.stored(version);
            try (PreparedStatement insert = connection.prepareStatement(KeyColumns.INSERT)) {
                KeyColumns.write(stored, insert);
                insert.executeUpdate();
            }
            return stored;
        });
    }

    /**
     * Changes a key.
     *
     * @param change makes the key that shall be of the one that is; what it throws leaves the key as it was
     * @return the changed key; empty when there is none of that id
     * @throws GatewayError 409 {@code name_taken} when another living key has its name
     */
    Optional<StoredKey> change(String id, UnaryOperator<StoredKey> change) {
        return changing((connection, version) -> {
            Optional<StoredKey> found = find(connection, id);
            if (found.isEmpty()) {
                return found;
            }
            StoredKey changed = change.apply(found.get()).stored(version);
            refuseTakenName(connection, changed);
            try (PreparedStatement update = connection.prepareStatement(KeyColumns.UPDATE)) {
                KeyColumns.write(changed, update);
                update.setString(KeyColumns.NAMES.size() + 1, id);
                update.executeUpdate();
            }
            return Optional.of(changed);
        });
    }

    /** What is done in a change of that number. */
    @FunctionalInterface
    private interface Change<T> {
        T with(Connection connection, long version) throws SQLException;
    }

    private <T> T changing(Change<T> change) {
        return connected(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = change.with(connection, nextVersion(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        });
    }

    /** What went wrong first is what is told. */
    private static void rollBack(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** The row stays locked until the change is committed; PostgreSQL tells of it then. */
    private long nextVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE api_keys_version SET version = version + 1");
            if (notifies) {
                statement.execute("NOTIFY " + CHANNEL);
            }
            try (ResultSet row = statement.executeQuery("SELECT version FROM api_keys_version")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void refuseTakenName(Connection connection, StoredKey key) throws SQLException {
        if (!key.isRevoked()
                && !select(connection, "WHERE living_name = ? AND id <> ?", key.name(), key.id())
                        .isEmpty()) {
            throw nameTaken(key.name());
        }
    }

    /** The error of a name that another key has. */
    static GatewayError nameTaken(String name) {
        return GatewayError.of(409, "name_taken", "Another key is named '%s'.", name)
                .withParam("name");
    }

    private static Optional<StoredKey> find(Connection connection, String id) throws SQLException {
        return select(connection, "WHERE id = ?", id).stream().findFirst();
    }

    private static List<StoredKey> select(Connection connection, String where, Object... parameters)
            throws SQLException {
        try (PreparedStatement select = Sql.prepared(connection, KeyColumns.SELECT + where, parameters);
                ResultSet rows = select.executeQuery()) {
            List<StoredKey> keys = new ArrayList<>();
            while (rows.next()) {
                keys.add(KeyColumns.read(rows));
            }
            return keys;
        }
    }

    private <T> T connected(Sql.Work<T> work) {
        try {
            return Sql.connected(source, work);
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }
}
