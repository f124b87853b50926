package dev.caravan.gateway.keys;

import dev.caravan.gateway.database.Database;
import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.processors.auth.KeyRing;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.spi.GatewayError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the database, in memory. Reading blocks never and needs no database: when that goes away, the keys that are
 * known stay good. A change by this node is seen here before it is answered; on PostgreSQL those of other nodes are taken over
 * as they are told of.
 */
public final class KeyDirectory implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(15);

    private final KeyStore store;
    private final Clock clock;
    private final Map<String, StoredKey> byId = new HashMap<>();
    private long version;
    private volatile Snapshot snapshot;
    private @Nullable KeyListener listener;

    /**
     * @param ring what callers may present
     * @param administering the keys that may administer the whole gateway
     */
    private record Snapshot(KeyRing ring, List<ApiKey> administering, Collection<StoredKey> keys) {}

    private KeyDirectory(KeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        store.changedSince(0).forEach(this::put);
        this.snapshot = snapshot(byId.values(), clock);
    }

    /**
     * Reads all keys, and follows their changes until it is closed. Blocks.
     *
     * @throws dev.caravan.gateway.database.DatabaseException when they cannot be read
     */
    public static KeyDirectory open(Database database, Clock clock, MeterRegistry metrics) {
        return open(database, clock, metrics, LOOK_EVERY);
    }

    /** @param lookEvery how often to look for changes of which nobody tells */
    static KeyDirectory open(Database database, Clock clock, MeterRegistry metrics, Duration lookEvery) {
        KeyDirectory directory = new KeyDirectory(new KeyStore(database), clock);
        Gauge.builder("caravan.keys", directory, KeyDirectory::countGood)
                .description("Keys that let somebody in")
                .tag("source", "database")
                .register(metrics);
        Counter failures = Counter.builder("caravan.keys.reload.failures")
                .description("Times that the keys of the database could not be followed")
                .register(metrics);
        if (database.config().isPostgres()) {
            directory.listener = KeyListener.start(database.config(), directory, failures, lookEvery);
        }
        return directory;
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
    }

    Clock clock() {
        return clock;
    }

    /** The key of that hash, be it good or not; null when the database has none. Never blocks. */
    @Nullable
    ApiKey find(KeyHash hash) {
        return snapshot.ring().find(hash);
    }

    /** Whether there is a good key with the role admin and without a project: one that administers everything. */
    public boolean administersItself() {
        for (ApiKey key : snapshot.administering()) {
            if (key.isGood(clock)) {
                return true;
            }
        }
        return false;
    }

    private double countGood() {
        return snapshot.keys().stream()
                .filter(key -> key.presentable().get(0).isGood(clock))
                .count();
    }

    /** As {@link KeyStore#find}. */
    Optional<StoredKey> stored(String id) {
        return store.find(id);
    }

    /** As {@link KeyStore#page}. */
    List<StoredKey> page(@Nullable String project, String after, int limit) {
        return store.page(project, after, limit);
    }

    /**
     * Stores a key, which is good when this returns. Blocks.
     *
     * @throws GatewayError 409 {@code name_taken} when a living key has its name
     */
    StoredKey create(StoredKey key) {
        StoredKey stored = store.create(key);
        apply(stored);
        return stored;
    }

    /** Changes a key as {@link KeyStore#change} does; the change counts when this returns. Blocks. */
    Optional<StoredKey> change(String id, UnaryOperator<StoredKey> change) {
        Optional<StoredKey> changed = store.change(id, change);
        changed.ifPresent(this::apply);
        return changed;
    }

    /** Takes over what has changed since it was asked last. Blocks. */
    synchronized void refresh(Connection connection) throws SQLException {
        List<StoredKey> changed = KeyStore.changedSince(connection, version);
        boolean news = false;
        for (StoredKey key : changed) {
            news |= put(key);
            version = key.version();
        }
        if (news) {
            snapshot = snapshot(byId.values(), clock);
        }
    }

    /** Takes over what the database has, whatever was known of it. Blocks. */
    synchronized void reload(Connection connection) throws SQLException {
        List<StoredKey> all = KeyStore.changedSince(connection, 0);
        byId.clear();
        version = 0;
        all.forEach(this::put);
        version = all.isEmpty() ? 0 : all.get(all.size() - 1).version();
        snapshot = snapshot(byId.values(), clock);
    }

    /** The version stays: changes of other nodes may lie between. */
    private synchronized void apply(StoredKey changed) {
        if (put(changed)) {
            snapshot = snapshot(byId.values(), clock);
        }
    }

    /**
     * Of two changes of a key that come here in the wrong order the later one stays.
     *
     * @return whether this was not known yet
     */
    private boolean put(StoredKey key) {
        StoredKey known = byId.get(key.id());
        if (known != null && known.version() >= key.version()) {
            return false;
        }
        byId.put(key.id(), key);
        return true;
    }

    private static Snapshot snapshot(Collection<StoredKey> keys, Clock clock) {
        Map<KeyHash, ApiKey> byHash = new LinkedHashMap<>();
        for (StoredKey key : keys) {
            key.presentable().forEach(presentable -> byHash.putIfAbsent(presentable.hash(), presentable));
        }
        List<ApiKey> administering = byHash.values().stream()
                .filter(key -> administers(key.principal()))
                .toList();
        return new Snapshot(new KeyRing(byHash.values(), clock), administering, List.copyOf(keys));
    }

    private static boolean administers(Principal principal) {
        return principal.role() == Role.ADMIN && principal.project() == null;
    }
}
