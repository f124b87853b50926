package dev.caravan.gateway.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.gateway.config.DatabaseConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The opened database, its tables as this version wants them. JDBC blocks, so it is used by workers and by threads of its own,
 * never on an event loop and never in the way of a call. The SQL is the same for H2 and PostgreSQL.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final String MIGRATIONS = "classpath:dev/caravan/database";
    private static final String OF_H2 = "classpath:dev/caravan/h2";
    private static final String OF_POSTGRES = "classpath:dev/caravan/postgresql";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HikariDataSource pool;
    private final DatabaseConfig config;

    private Database(HikariDataSource pool, DatabaseConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /**
     * Connects and brings the tables up to date. Blocks.
     *
     * @throws DatabaseException with what went wrong and what to do, when it cannot be used
     */
    public static Database open(DatabaseConfig config) {
        HikariDataSource pool = null;
        try {
            pool = new HikariDataSource(options(config));
            Flyway.configure()
                    .dataSource(pool)
                    .locations(MIGRATIONS, config.isPostgres() ? OF_POSTGRES : OF_H2)
                    .load()
                    .migrate();
            LOG.atInfo()
                    .addKeyValue("kind", config.isPostgres() ? "postgresql" : "h2")
                    .log("database opened");
            return new Database(pool, config);
        } catch (FlywayException | com.zaxxer.hikari.pool.HikariPool.PoolInitializationException e) {
            if (pool != null) {
                pool.close();
            }
            throw DatabaseException.of(e);
        }
    }

    /** Connections to it; each is to be closed, which gives it back. */
    public DataSource dataSource() {
        return pool;
    }

    /** Where and what it is. */
    public DatabaseConfig config() {
        return config;
    }

    /**
     * Makes the space of what was removed good for what comes. Blocks, for no longer than about a second.
     *
     * @throws SQLException when the database cannot be used
     */
    public void reclaim() throws SQLException {
        if (!config.isPostgres()) {
            try (Connection connection = pool.getConnection()) {
                H2Space.reclaim(connection);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private static HikariConfig options(DatabaseConfig config) {
        HikariConfig options = new HikariConfig();
        options.setPoolName("caravan-database");
        options.setJdbcUrl(config.isPostgres() ? config.url() : durable(config.url()));
        options.setUsername(config.user() == null && !config.isPostgres() ? "sa" : config.user());
        options.setPassword(config.password() == null ? null : config.password().reveal());
        options.setMaximumPoolSize(config.connections());
        options.setMinimumIdle(1);
        options.setConnectionTimeout(PATIENCE.toMillis());
        options.setExceptionOverride(new LostConnections());
        return options;
    }

    /**
     * H2 would keep what is committed for half a second before it writes it, close itself before the gateway does, and, where it
     * cannot write, fill the disk with the reasons.
     */
    private static String durable(String url) {
        String options = url.startsWith("jdbc:h2:mem:")
                ? ";DB_CLOSE_DELAY=-1"
                : ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
        return url + options;
    }
}
