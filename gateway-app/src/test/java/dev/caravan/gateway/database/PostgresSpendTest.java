package dev.caravan.gateway.database;

import dev.caravan.gateway.config.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

class PostgresSpendTest extends SpendStoreContract {

    private EmbeddedPostgres postgres;

    @Override
    Database open() throws IOException {
        postgres = EmbeddedPostgres.start();
        return Database.open(new DatabaseConfig(postgres.getJdbcUrl("postgres", "postgres"), null, null, 6));
    }

    @AfterEach
    void stopPostgres() throws IOException {
        postgres.close();
    }
}
