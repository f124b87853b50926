package dev.caravan.processors.extraction;

import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.spi.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What the bodies of an exchange say.
 *
 * @param model the model of the request, else of the answer; null where neither names one
 * @param servedModel the model of the answer, or null
 * @param stream whether a stream was asked for
 * @param content the last words of the user, the words of the answer, its calls of tools, and the rest
 * @param usage what the answer tells of its use
 * @param finishReason why it ended, in lower case: a word of the neutral model, else the provider's own; or null
 * @param user the end user whom the request names, or null
 */
public record Extracted(
        @Nullable String model,
        @Nullable String servedModel,
        boolean stream,
        Content content,
        Usage usage,
        @Nullable String finishReason,
        @Nullable String user) {}
