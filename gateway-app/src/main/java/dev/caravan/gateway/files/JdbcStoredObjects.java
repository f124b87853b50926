package dev.caravan.gateway.files;

import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.files.StoredKind;
import dev.caravan.processors.files.StoredObject;
import dev.caravan.processors.files.StoredObjects;
import dev.caravan.spi.GatewayError;
import io.netty.util.concurrent.EventExecutor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Remembers what providers keep in the database. What nobody has asked for is forgotten after a while. Several gateways may share
 * the database.
 */
public final class JdbcStoredObjects implements StoredObjects, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStoredObjects.class);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final Duration USE_NOTED_EVERY = Duration.ofDays(1);
    private static final int IDS_AT_ONCE = 500;

    private static final String ANY_FILE = "SELECT 1 FROM stored_object WHERE kind = 'file' LIMIT 1";
    private static final String FIND =
            "SELECT id, provider, owner, used FROM stored_object WHERE kind = ? AND id IN (%s) ORDER BY created, provider";
    private static final String HAS_ANY =
            "SELECT 1 FROM stored_object WHERE owner = ? AND kind = ? AND provider = ? LIMIT 1";
    private static final String NOTE_USE = "UPDATE stored_object SET used = ? WHERE kind = ? AND id = ?";
    private static final String OWNER = "SELECT owner FROM stored_object WHERE kind = ? AND id = ? AND provider = ?";
    private static final String ADD =
            "INSERT INTO stored_object (kind, id, provider, owner, created, used) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String REMOVE = "DELETE FROM stored_object WHERE kind = ? AND id = ? AND provider = ?";
    private static final String CLEAN = "DELETE FROM stored_object WHERE kind = ? AND used < ?";

    private final DataSource database;
    private final Workers workers;
    private final Clock clock;
    private final Disposable looking;
    private volatile boolean withoutFiles;

    private JdbcStoredObjects(DataSource database, Workers workers, Clock clock) {
        this.database = database;
        this.workers = workers;
        this.clock = clock;
        this.looking = workers.scheduler()
                .schedulePeriodically(
                        this::lookQuietly, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Looks whether there is anything. Blocks.
     *
     * @param database has the gateway's tables
     * @param workers do what blocks
     */
    public static JdbcStoredObjects open(DataSource database, Workers workers, Clock clock) {
        JdbcStoredObjects objects = new JdbcStoredObjects(database, workers, clock);
        objects.look();
        return objects;
    }

    @Override
    public boolean isWithoutFiles() {
        return withoutFiles;
    }

    @Override
    public Mono<List<StoredObject>> find(StoredKind kind, Collection<String> ids, EventExecutor loop) {
        List<String> asked = List.copyOf(ids);
        return compute(loop, connection -> {
            List<StoredObject> found = new ArrayList<>();
            for (int from = 0; from < asked.size(); from += IDS_AT_ONCE) {
                find(connection, kind, asked.subList(from, Math.min(asked.size(), from + IDS_AT_ONCE)), found);
            }
            return found;
        });
    }

    @Override
    public Mono<Boolean> hasAny(StoredKind kind, String provider, String owner, EventExecutor loop) {
        return compute(loop, connection -> {
            try (PreparedStatement statement = Sql.prepared(connection, HAS_ANY, owner, kind.word(), provider);
                    ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        });
    }

    @Override
    public Mono<Boolean> add(Collection<StoredObject> objects, EventExecutor loop) {
        List<StoredObject> added = List.copyOf(objects);
        return compute(loop, connection -> {
            boolean own = true;
            for (StoredObject object : added) {
                own &= add(connection, object);
                withoutFiles &= object.kind() != StoredKind.FILE;
            }
            return own;
        });
    }

    @Override
    public Mono<Void> remove(StoredObject object, EventExecutor loop) {
        return compute(
                        loop,
                        connection ->
                                Sql.update(connection, REMOVE, object.kind().word(), object.id(), object.provider()))
                .then();
    }

    /**
     * Forgets what nobody has asked for. Blocks.
     *
     * @return how much that was
     */
    int clean() {
        Instant now = clock.instant();
        return inDatabase(connection -> {
            int forgotten = 0;
            for (StoredKind kind : StoredKind.values()) {
                forgotten += Sql.update(connection, CLEAN, kind.word(), Sql.micros(now.minus(kind.keptUnused())));
            }
            return forgotten;
        });
    }

    /** Looks no more. */
    @Override
    public void close() {
        looking.dispose();
    }

    private void lookQuietly() {
        try {
            clean();
            look();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("reason", e.toString()).log("what nobody asks for cannot be forgotten");
        }
    }

    private void look() {
        withoutFiles = !inDatabase(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ANY_FILE);
                    ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        });
    }

    private void find(Connection connection, StoredKind kind, List<String> ids, List<StoredObject> found)
            throws SQLException {
        long now = Sql.micros(clock.instant());
        long stale = now - TimeUnit.MILLISECONDS.toMicros(USE_NOTED_EVERY.toMillis());
        List<String> unnoted = new ArrayList<>();
        String sql = FIND.formatted(String.join(", ", Collections.nCopies(ids.size(), "?")));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, kind.word());
            for (int i = 0; i < ids.size(); i++) {
                statement.setString(i + 2, ids.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getString("id");
                    found.add(new StoredObject(kind, id, rows.getString("provider"), rows.getString("owner")));
                    if (rows.getLong("used") < stale) {
                        unnoted.add(id);
                    }
                }
            }
        }
        for (String id : unnoted) {
            Sql.update(connection, NOTE_USE, now, kind.word(), id);
        }
    }

    /** Whether it is that owner's now, or was before. */
    private boolean add(Connection connection, StoredObject object) throws SQLException {
        String owner = owner(connection, object);
        if (owner != null) {
            return owner.equals(object.owner());
        }
        long now = Sql.micros(clock.instant());
        try {
            Sql.update(connection, ADD, object.kind().word(), object.id(), object.provider(), object.owner(), now, now);
            return true;
        } catch (SQLException e) {
            if (!Sql.isViolation(e)) {
                throw e;
            }
            return object.owner().equals(owner(connection, object));
        }
    }

    /** Null when nobody has it. */
    private static @Nullable String owner(Connection connection, StoredObject object) throws SQLException {
        try (PreparedStatement statement =
                        Sql.prepared(connection, OWNER, object.kind().word(), object.id(), object.provider());
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private <T> Mono<T> compute(EventExecutor loop, Sql.Work<T> work) {
        return workers.compute(loop, () -> inDatabase(work), () -> {});
    }

    private <T> T inDatabase(Sql.Work<T> work) {
        try {
            return Sql.connected(database, work);
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("reason", e.toString()).log("the database cannot tell what providers keep");
            throw GatewayError.of(503, "files_unavailable", "Files and batches cannot be looked up at the moment.")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
    }
}
