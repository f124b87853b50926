package dev.caravan.provider.bedrock.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.embedding.Vectors;
import dev.caravan.spi.wire.Fields;
import org.jspecify.annotations.Nullable;

/** The bodies of one family of models. */
interface EmbeddingFormat {

    EmbeddingRequest decode(@Nullable String model, Fields body, Losses losses);

    ObjectNode encode(EmbeddingRequest request, Losses losses);

    ObjectNode encode(EmbeddingAnswer answer, EmbeddingRequest request);

    /** @throws GatewayError 502 when it is no array of numbers */
    static float[] vector(@Nullable JsonNode written) {
        float[] vector = Vectors.ofNumbers(written);
        if (vector == null) {
            throw noVector();
        }
        return vector;
    }

    static GatewayError noVector() {
        return GatewayError.of(502, "invalid_upstream_answer", "The provider's answer holds no vector of numbers.");
    }
}
