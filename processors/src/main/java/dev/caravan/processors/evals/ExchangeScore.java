package dev.caravan.processors.evals;

import dev.caravan.spi.exchange.Score;
import org.jspecify.annotations.Nullable;

/**
 * A score and whose it is.
 *
 * @param project the exchange's project, or null
 * @param requestId the exchange's id within it
 * @param eval the eval's name
 */
public record ExchangeScore(@Nullable String project, String requestId, String eval, Score score) {}
