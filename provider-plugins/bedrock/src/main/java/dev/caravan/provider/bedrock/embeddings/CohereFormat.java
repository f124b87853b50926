package dev.caravan.provider.bedrock.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.embedding.Vectors;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code {texts, input_type, truncate, embedding_types, output_dimension} → {embeddings, id, response_type, texts}}. The vectors
 * are an array, or an object by their types where the request named types. How many tokens they took is in a header only.
 */
final class CohereFormat implements EmbeddingFormat {

    /** Cohere wants a purpose; texts are stored more often than searched for. */
    private static final String DEFAULT_PURPOSE = "search_document";

    @Override
    public EmbeddingRequest decode(@Nullable String model, Fields body, Losses losses) {
        List<String> texts = body.texts("texts");
        if (texts.isEmpty()) {
            throw body.missing("texts");
        }
        String purpose = body.text("input_type");
        Integer dimensions = body.integer("output_dimension");
        String truncate = body.text("truncate");
        if (truncate != null && !truncate.equals("NONE")) {
            losses.add("truncate");
        }
        if (!body.texts("embedding_types").stream().allMatch("float"::equals)) {
            losses.add("embedding_types");
        }
        body.reportUnread("", losses);
        return new EmbeddingRequest(model, texts, dimensions, false, purpose, null);
    }

    @Override
    public ObjectNode encode(EmbeddingRequest request, Losses losses) {
        ObjectNode body = Json.object();
        ArrayNode texts = body.putArray("texts");
        request.inputs().forEach(texts::add);
        body.put("input_type", request.purpose() == null ? DEFAULT_PURPOSE : request.purpose());
        if (request.dimensions() != null) {
            if (request.model() != null && request.model().contains("embed-v4")) {
                body.put("output_dimension", request.dimensions());
            } else {
                losses.add("dimensions");
            }
        }
        return body;
    }

    @Override
    public ObjectNode encode(EmbeddingAnswer answer, EmbeddingRequest request) {
        ObjectNode body = Json.object();
        ArrayNode vectors = body.putArray("embeddings");
        answer.vectors().forEach(vector -> vectors.add(Vectors.numbers(vector)));
        if (answer.id() != null) {
            body.put("id", answer.id());
        }
        body.put("response_type", "embeddings_floats");
        ArrayNode texts = body.putArray("texts");
        request.inputs().forEach(texts::add);
        return body;
    }

    static EmbeddingAnswer decodeAnswer(Fields answer) {
        JsonNode embeddings = answer.any("embeddings");
        JsonNode vectors = embeddings instanceof ObjectNode byType ? byType.get("float") : embeddings;
        if (!(vectors instanceof ArrayNode)) {
            throw EmbeddingFormat.noVector();
        }
        List<float[]> read = new ArrayList<>(vectors.size());
        vectors.forEach(vector -> read.add(EmbeddingFormat.vector(vector)));
        return new EmbeddingAnswer(answer.text("id"), null, read, -1);
    }
}
