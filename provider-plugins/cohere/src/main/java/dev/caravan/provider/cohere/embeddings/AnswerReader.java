package dev.caravan.provider.cohere.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.Vectors;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads answers, {@code {"id","embeddings":{"float":[[…]]},"meta":{"billed_units":{"input_tokens"}}}}. */
final class AnswerReader {

    private AnswerReader() {}

    static EmbeddingAnswer read(JsonNode body) {
        Fields answer = Fields.ofAnswer(body);
        Fields embeddings = answer.requiredObject("embeddings");
        List<float[]> vectors = embeddings.has("float")
                ? vectors(embeddings, "float", Vectors::ofNumbers)
                : vectors(embeddings, "base64", Vectors::ofBase64);
        return new EmbeddingAnswer(answer.text("id"), null, vectors, inputTokens(body));
    }

    /** What is billed, or -1. */
    static long inputTokens(JsonNode body) {
        JsonNode tokens = body.path("meta").path("billed_units").path("input_tokens");
        return tokens.isNumber() ? tokens.longValue() : -1;
    }

    private static List<float[]> vectors(
            Fields embeddings, String type, Function<JsonNode, float @Nullable []> reading) {
        JsonNode given = embeddings.any(type);
        if (given == null) {
            throw embeddings.missing(type);
        }
        List<float[]> vectors = new ArrayList<>(given.size());
        for (JsonNode item : given) {
            float[] vector = reading.apply(item);
            if (vector == null) {
                throw embeddings.invalid(type, "expected vectors");
            }
            vectors.add(vector);
        }
        return vectors;
    }
}
