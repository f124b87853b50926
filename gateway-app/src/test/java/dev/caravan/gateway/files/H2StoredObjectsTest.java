package dev.caravan.gateway.files;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import java.util.UUID;

class H2StoredObjectsTest extends StoredObjectsContract {

    @Override
    Database open() {
        return Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 8));
    }
}
