package dev.caravan.gateway.keys;

import dev.caravan.gateway.config.DatabaseConfig;
import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what other nodes do to the keys: a thread with a connection of its own, on which PostgreSQL tells of changes. It
 * looks by itself now and then, should a pooler in between swallow the news. When the connection is lost it connects again,
 * after pauses that grow, and reads everything anew.
 */
final class KeyListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyListener.class);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int PATIENCE_SECONDS = 10;

    private final PGSimpleDataSource source;
    private final KeyDirectory directory;
    private final Counter failures;
    private final Duration lookEvery;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Connection listening;
    private boolean lost;

    private KeyListener(PGSimpleDataSource source, KeyDirectory directory, Counter failures, Duration lookEvery) {
        this.source = source;
        this.directory = directory;
        this.failures = failures;
        this.lookEvery = lookEvery;
        this.thread = new Thread(this::run, "caravan-keys");
    }

    /**
     * @param config a PostgreSQL
     * @param failures counts lost connections and refused ones
     * @param lookEvery how often to look for changes of which nobody tells
     */
    static KeyListener start(DatabaseConfig config, KeyDirectory directory, Counter failures, Duration lookEvery) {
        KeyListener listener = new KeyListener(source(config), directory, failures, lookEvery);
        listener.thread.setDaemon(true);
        listener.thread.start();
        return listener;
    }

    private static PGSimpleDataSource source(DatabaseConfig config) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(config.url());
        if (config.user() != null) {
            source.setUser(config.user());
        }
        if (config.password() != null) {
            source.setPassword(config.password().reveal());
        }
        source.setApplicationName("caravan-keys");
        source.setConnectTimeout(PATIENCE_SECONDS);
        source.setSocketTimeout(PATIENCE_SECONDS);
        source.setTcpKeepAlive(true);
        return source;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            Connection connection = listening;
            if (connection != null) {
                connection.abort(Runnable::run);
            }
            thread.join(Duration.ofSeconds(PATIENCE_SECONDS).toMillis());
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("the connection that followed the keys was closed already");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = SHORTEST_PAUSE;
        while (!closed) {
            try (Connection connection = source.getConnection()) {
                listening = connection;
                listen(connection);
                pause = SHORTEST_PAUSE;
                follow(connection);
            } catch (SQLException | RuntimeException e) {
                if (!closed) {
                    failed(e);
                    sleep(pause);
                    pause = longer(pause);
                }
            } finally {
                listening = null;
            }
        }
    }

    /** First it listens, then it reads: nothing falls between. */
    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + KeyStore.CHANNEL);
        }
        directory.reload(connection);
        if (lost) {
            lost = false;
            LOG.info("the keys of the database are followed again");
        }
    }

    /** Many changes that are told at once are one reading. */
    private void follow(Connection connection) throws SQLException {
        PgConnection postgres = connection.unwrap(PgConnection.class);
        while (!closed) {
            postgres.getNotifications((int) lookEvery.toMillis());
            directory.refresh(connection);
        }
    }

    private void failed(Exception e) {
        failures.increment();
        if (!lost) {
            lost = true;
            LOG.atError()
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("the keys of the database cannot be followed; those that are known stay good");
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
