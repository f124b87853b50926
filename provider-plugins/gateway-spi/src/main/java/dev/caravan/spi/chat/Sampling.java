package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How the answer is drawn. Every field may be null: the provider's default.
 *
 * @param logitBias OpenAI's object from token ids to numbers
 * @param logprobs whether log probabilities are wanted
 * @param topLogprobs how many alternatives at each place
 * @param choices how many answers ({@code n})
 */
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double minP,
        @Nullable Long seed,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable JsonNode logitBias,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs,
        @Nullable Integer choices) {

    /** The provider's defaults in everything. */
    public static final Sampling DEFAULT =
            new Sampling(null, null, null, null, null, null, null, null, null, null, null);
}
