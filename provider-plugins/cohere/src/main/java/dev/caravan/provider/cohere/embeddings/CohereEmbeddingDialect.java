package dev.caravan.provider.cohere.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.cohere.CohereErrorReader;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingDialect;
import dev.caravan.spi.embedding.EmbeddingRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cohere's embeddings of texts, version 2, as numbers or as base64 of them. */
public final class CohereEmbeddingDialect implements EmbeddingDialect {

    /** The dialect's name. */
    public static final String NAME = "cohere-embeddings";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EmbeddingRequest decodeRequest(WireRequest request, Losses losses) {
        return new RequestReader(request, losses).read();
    }

    @Override
    public WireRequest encodeRequest(EmbeddingRequest request, Losses losses) {
        return RequestWriter.write(request, losses);
    }

    @Override
    public EmbeddingAnswer decodeAnswer(JsonNode body, Losses losses) {
        return AnswerReader.read(body);
    }

    @Override
    public JsonNode encodeAnswer(EmbeddingAnswer answer, EmbeddingRequest request, Losses losses) {
        return AnswerWriter.write(answer, request);
    }

    @Override
    public List<String> usageFields() {
        return List.of("meta");
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return Usage.of(AnswerReader.inputTokens(answer), 0);
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return CohereErrorReader.read(status, body);
    }
}
