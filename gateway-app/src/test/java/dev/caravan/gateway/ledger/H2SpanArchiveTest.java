package dev.caravan.gateway.ledger;

import dev.caravan.gateway.config.DatabaseConfig;
import java.util.UUID;

/** Spans in H2. */
class H2SpanArchiveTest extends SpanArchiveContract {

    @Override
    DatabaseConfig config() {
        return new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 4);
    }
}
