package dev.caravan.gateway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/**
 * H2 writes pages anew, into chunks, and a chunk is free when none of its pages is in use any more. It packs chunks that are
 * nearly free by itself only where commits wait for its own thread, which those of the gateway do not.
 */
final class H2Space {

    /** In percent: chunks are packed when less of them is in use. */
    private static final int WANTED = 70;

    private static final int AT_ONCE = 16 << 20;
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

    private H2Space() {}

    static void reclaim(Connection connection) throws SQLException {
        if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
            MVStore store = session.getDatabase().getStore().getMvStore();
            if (store.getFileStore() == null) {
                return;
            }
            long begun = System.nanoTime();
            boolean more = true;
            while (more && System.nanoTime() - begun < PATIENCE) {
                more = store.compact(WANTED, AT_ONCE);
            }
        }
    }
}
