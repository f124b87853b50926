package dev.caravan.gateway.database;

import dev.caravan.gateway.config.DatabaseConfig;
import java.util.UUID;

class H2SpendTest extends SpendStoreContract {

    @Override
    Database open() {
        return Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 6));
    }
}
