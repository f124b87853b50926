package dev.caravan.gateway.ledger;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import java.util.UUID;

class H2LedgerQueriesTest extends LedgerQueriesContract {

    @Override
    Database open() {
        return Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 4));
    }
}
