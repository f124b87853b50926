package dev.caravan.spi.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One wire format of embeddings, read and written both ways. The rules of {@link dev.caravan.spi.chat.ChatDialect} hold. */
public interface EmbeddingDialect {

    /** The name by which operations refer to it: {@code openai-embeddings}, {@code gemini-embeddings}. */
    String name();

    /** @throws GatewayError 400 that names the field and the reason */
    EmbeddingRequest decodeRequest(WireRequest request, Losses losses);

    /** @throws GatewayError 400 when the dialect cannot express it and no loss can cover it */
    WireRequest encodeRequest(EmbeddingRequest request, Losses losses);

    /** @throws GatewayError 502 when it is not of the dialect */
    EmbeddingAnswer decodeAnswer(JsonNode body, Losses losses);

    JsonNode encodeAnswer(EmbeddingAnswer answer, EmbeddingRequest request, Losses losses);

    /** As {@link dev.caravan.spi.chat.ChatDialect#usageFields}. */
    default List<String> usageFields() {
        return List.of("usage");
    }

    /** As {@link dev.caravan.spi.chat.ChatDialect#readUsage}. */
    default Usage readUsage(JsonNode answer) {
        return Usage.NONE;
    }

    /** As {@link dev.caravan.spi.chat.ChatDialect#decodeError}. */
    GatewayError decodeError(int status, @Nullable JsonNode body);
}
