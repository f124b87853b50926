package dev.caravan.processors.context;

import org.jspecify.annotations.Nullable;

/**
 * How long a model's requests may be.
 *
 * @param softLimit the tokens beyond which something is left out; 0 for the hard limit
 * @param hardLimit the tokens beyond which the request is refused, where nothing more can be left out; 0 for what the model
 *     can read, as far as that is known
 * @param strategy what is left out
 * @param summarizer the model that summarizes, as {@code provider/model}; null where none does
 */
public record ContextRule(long softLimit, long hardLimit, ContextStrategy strategy, @Nullable String summarizer) {}
