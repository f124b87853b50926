package dev.caravan.spi.embedding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts to be embedded.
 *
 * @param model the model, or null where it is left out
 * @param inputs the texts, at least one
 * @param dimensions how long the vectors are to be, or null for the model's own length
 * @param base64 whether the client wants the vectors as base64 of little-endian 32-bit floats
 * @param purpose what they are for, in Cohere's words ({@code search_document}, {@code search_query}, {@code classification},
 *     {@code clustering}), or null
 * @param user the end user for whom the client calls, or null
 */
public record EmbeddingRequest(
        @Nullable String model,
        List<String> inputs,
        @Nullable Integer dimensions,
        boolean base64,
        @Nullable String purpose,
        @Nullable String user) {

    public EmbeddingRequest {
        inputs = List.copyOf(inputs);
    }

    /** The same texts for another model. */
    public EmbeddingRequest withModel(String other) {
        return new EmbeddingRequest(other, inputs, dimensions, base64, purpose, user);
    }
}
