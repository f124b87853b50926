package dev.caravan.gateway.database;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.spi.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL of this process, on a free port. The server refuses to run as root; started by root it runs in a user namespace
 * of its own ({@code unshare -U}), and where there is none the tests are skipped, and say so.
 */
public final class TestPostgres implements AutoCloseable {

    private final EmbeddedPostgres server;
    private int databases;

    private TestPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    public static TestPostgres start() throws IOException {
        boolean impossible = "root".equals(System.getProperty("user.name")) && !LinuxUtils.isUnshareAvailable();
        if (impossible) {
            System.err.println("PostgreSQL cannot be started by root without user namespaces: its tests are skipped");
        }
        Assumptions.assumeFalse(impossible, "PostgreSQL cannot be started by root without user namespaces");
        return new TestPostgres(EmbeddedPostgres.builder().start());
    }

    /** A new database on it. */
    public DatabaseConfig database() throws SQLException {
        String name = "test" + ++databases;
        administer("CREATE DATABASE " + name);
        return new DatabaseConfig(server.getJdbcUrl("postgres", name), "postgres", Secret.of("postgres"), 4);
    }

    /** Does what an administrator of the server does. */
    public void administer(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The number that a query of an administrator's gives. */
    public int count(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
