package dev.caravan.gateway.keys;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class PostgresKeyStoreTest extends KeyStoreContract {

    private TestPostgres server;

    @BeforeAll
    void start() throws IOException {
        server = TestPostgres.start();
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DatabaseConfig empty() throws SQLException {
        return server.database();
    }
}
