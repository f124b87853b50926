package dev.caravan.spi.embedding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vectors.
 *
 * @param id the provider's id of the answer, or null
 * @param model the model that answered, or null
 * @param vectors one for each input, in the same order; not to be changed
 * @param inputTokens what it used, -1 when unknown
 */
public record EmbeddingAnswer(@Nullable String id, @Nullable String model, List<float[]> vectors, long inputTokens) {

    public EmbeddingAnswer {
        vectors = List.copyOf(vectors);
    }
}
