package dev.caravan.gateway.files;

import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresStoredObjectsTest extends StoredObjectsContract {

    private static TestPostgres postgres;

    @BeforeAll
    static void startServer() throws IOException {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    Database open() throws SQLException {
        return Database.open(postgres.database());
    }
}
