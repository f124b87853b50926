package dev.caravan.processors.genai;

import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.spans.SpanRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a reported span.
 *
 * @param exchange the call of a model that it was; null when it was something else
 */
public record KeptSpan(SpanRecord span, @Nullable ExchangeRecord exchange) {}
