package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.ledger.ExchangeRecord;

/**
 * A record with the number of its row.
 *
 * @param id from {@link LedgerIds}
 * @param exchange in a list without content and bodies
 */
public record Row(long id, ExchangeRecord exchange) {

    /** Whose it is; empty without a project, as unique keys do not hold for null. */
    String project() {
        String project = exchange.owner().project();
        return project == null ? "" : project;
    }

    /** Within which no second record has its request id. */
    IdSpace space() {
        return IdSpace.of(exchange.owner());
    }

    /** Where it stands among the others. */
    public LogPosition position() {
        return new LogPosition(Sql.micros(exchange.timing().started()), id);
    }
}
