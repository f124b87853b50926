package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.DatabaseException;
import dev.caravan.spi.GatewayError;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What somebody is told who asks the ledger in vain. */
final class QueryFailure {

    private static final Logger LOG = LoggerFactory.getLogger(QueryFailure.class);
    private static final String CANCELLED = "57014";
    private static final Duration COME_AGAIN = Duration.ofSeconds(5);

    private QueryFailure() {}

    /** 503 {@code query_too_slow} for a query that took too long, else 503 {@code database_unavailable}. */
    static GatewayError of(SQLException failure) {
        if (failure instanceof SQLTimeoutException || CANCELLED.equals(failure.getSQLState())) {
            return GatewayError.of(
                    503,
                    "query_too_slow",
                    "This takes too long to find. Narrow it down: by time, user, key or session.");
        }
        String reason = String.valueOf(DatabaseException.of(failure).getMessage());
        LOG.atError().addKeyValue("reason", reason).log("the ledger cannot be read");
        return GatewayError.of(503, "database_unavailable", "The gateway cannot reach its database at the moment.")
                .withRetryAfter(COME_AGAIN);
    }

    /** Too many read the results of queries that are kept open for them. */
    static GatewayError busy() {
        return GatewayError.of(503, "queries_busy", "Too many large results are being read. Try again later.")
                .withRetryAfter(COME_AGAIN);
    }
}
