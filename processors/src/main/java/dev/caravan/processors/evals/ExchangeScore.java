package dev.caravan.processors.evals;

import dev.caravan.spi.exchange.Score;
import org.jspecify.annotations.Nullable;

/**
 * A score and whose it is.
 *
 * @param project the exchange's project, or null
 * @param key the name of the exchange's key, or null: without a project the id is the key's own
 * @param requestId the exchange's id within its project
 * @param eval the eval's name
 */
public record ExchangeScore(
        @Nullable String project, @Nullable String key, String requestId, String eval, Score score) {}
