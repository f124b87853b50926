package dev.caravan.gateway.ledger;

import dev.caravan.gateway.config.RetentionConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.ledger.RetentionStore.Batch;
import dev.caravan.gateway.ledger.RetentionStore.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Removes once what is too old or too much, of exchanges and of spans: what was said first, then the records. Of several gateways on one PostgreSQL one does it
 * at a time, and the others leave it to him. Usage that was added up by days stays.
 */
final class RetentionPass {

    /** A number of our own among the locks of a database. */
    static final long LOCK = 0x63617261_76616e01L;

    /** Rows that young may not all be written yet: the clocks of gateways differ. */
    static final Duration UNSETTLED = Duration.ofMinutes(5);

    private final Database database;
    private final RetentionConfig config;
    private final InstantSource clock;
    private final BooleanSupplier stopping;

    /**
     * What a pass has done.
     *
     * @param bytes how much bodies and texts take now
     * @param stripped how many rows were looked at for bodies and texts
     * @param deleted how many records were removed
     */
    record Outcome(long bytes, int stripped, int deleted) {}

    /** @param stopping whether to stop at the next opportunity */
    RetentionPass(Database database, RetentionConfig config, InstantSource clock, BooleanSupplier stopping) {
        this.database = database;
        this.config = config;
        this.clock = clock;
        this.stopping = stopping;
    }

    /** @return empty when another gateway does it at this time */
    Optional<Outcome> run() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try {
                if (!lock(connection)) {
                    return Optional.empty();
                }
                try {
                    return Optional.of(run(connection));
                } finally {
                    unlock(connection);
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private Outcome run(Connection connection) throws SQLException {
        EmptiedHours hours = new EmptiedHours(connection, MarkedColumn.in(database));
        List<RetentionStore> stores = Stream.of(KeptTable.values())
                .map(table -> new RetentionStore(connection, table, hours))
                .toList();
        long settled = LedgerIds.from(clock.millis() - UNSETTLED.toMillis());
        long bare = Math.min(settled, Math.max(oldest(config.bodies()), oldest(config.records())));
        int stripped = 0;
        for (RetentionStore store : stores) {
            store.count(settled);
            stripped += strip(store, bare);
        }
        stripped += stripTooMuch(stores, settled);
        int deleted = 0;
        long bytes = 0;
        for (RetentionStore store : stores) {
            deleted += delete(store, Math.min(store.state().bareBelow(), oldest(config.records())));
            bytes += store.state().bytes();
        }
        return new Outcome(bytes, stripped, deleted);
    }

    private int strip(RetentionStore store, long below) throws SQLException {
        int stripped = 0;
        boolean more = below > 0;
        while (more && !stopping.getAsBoolean()) {
            Batch batch = store.strip(below);
            stripped += batch.rows();
            more = batch.more();
        }
        return stripped;
    }

    private int delete(RetentionStore store, long below) throws SQLException {
        int deleted = 0;
        boolean more = below > 0;
        while (more && !stopping.getAsBoolean()) {
            Batch batch = store.delete(below);
            deleted += batch.rows();
            more = batch.more();
        }
        return deleted;
    }

    /** The oldest of all tables go first. */
    private int stripTooMuch(List<RetentionStore> stores, long settled) throws SQLException {
        int stripped = 0;
        while (config.size() > 0 && !stopping.getAsBoolean()) {
            long bytes = 0;
            long oldest = settled;
            RetentionStore next = null;
            for (RetentionStore store : stores) {
                State state = store.state();
                bytes += state.bytes();
                if (state.bareBelow() < oldest) {
                    oldest = state.bareBelow();
                    next = store;
                }
            }
            if (bytes <= config.size() || next == null) {
                break;
            }
            stripped += next.strip(settled).rows();
        }
        return stripped;
    }

    /** The first row that is not too old. */
    private long oldest(Duration age) {
        return age.isZero() ? 0 : LedgerIds.from(clock.millis() - age.toMillis());
    }

    private boolean lock(Connection connection) throws SQLException {
        return !database.config().isPostgres() || call(connection, "SELECT pg_try_advisory_lock(?)");
    }

    private void unlock(Connection connection) throws SQLException {
        if (database.config().isPostgres()) {
            connection.rollback();
            call(connection, "SELECT pg_advisory_unlock(?)");
        }
    }

    private static boolean call(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, LOCK);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                boolean answer = row.getBoolean(1);
                connection.commit();
                return answer;
            }
        }
    }
}
