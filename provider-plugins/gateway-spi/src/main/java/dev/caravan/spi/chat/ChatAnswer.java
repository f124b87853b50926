package dev.caravan.spi.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param id the provider's id of it, or null
 * @param model the model that answered, in the provider's words, or null
 * @param created seconds since the epoch, 0 when unknown
 * @param choices the answers in the order of their indexes, at least one
 * @param usage what it used
 * @param fingerprint OpenAI's {@code system_fingerprint}, or null
 * @param serviceTier the tier that served it, in the provider's words, or null
 */
public record ChatAnswer(
        @Nullable String id,
        @Nullable String model,
        long created,
        List<Choice> choices,
        Usage usage,
        @Nullable String fingerprint,
        @Nullable String serviceTier) {

    public ChatAnswer {
        choices = List.copyOf(choices);
    }
}
