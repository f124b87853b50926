package dev.caravan.provider.bedrock.embeddings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.wire.Fields;
import org.jspecify.annotations.Nullable;

/** The bodies of one family of models. */
interface EmbeddingFormat {

    EmbeddingRequest decode(@Nullable String model, Fields body, Losses losses);

    ObjectNode encode(EmbeddingRequest request, Losses losses);

    ObjectNode encode(EmbeddingAnswer answer, EmbeddingRequest request);
}
