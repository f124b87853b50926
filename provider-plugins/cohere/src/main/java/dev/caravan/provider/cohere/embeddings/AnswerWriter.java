package dev.caravan.provider.cohere.embeddings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.embedding.Vectors;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.MadeUpId;

/** Writes answers. They do not name the model. */
final class AnswerWriter {

    private AnswerWriter() {}

    static ObjectNode write(EmbeddingAnswer answer, EmbeddingRequest request) {
        ObjectNode body =
                Json.object().put("id", answer.id() == null ? MadeUpId.uuid().toString() : answer.id());
        ArrayNode texts = body.putArray("texts");
        request.inputs().forEach(texts::add);
        ArrayNode vectors = body.putObject("embeddings").putArray(request.base64() ? "base64" : "float");
        for (float[] vector : answer.vectors()) {
            if (request.base64()) {
                vectors.add(Vectors.base64(vector));
            } else {
                vectors.add(Vectors.numbers(vector));
            }
        }
        ObjectNode meta = body.putObject("meta");
        meta.putObject("api_version").put("version", "2");
        if (answer.inputTokens() >= 0) {
            meta.putObject("billed_units").put("input_tokens", answer.inputTokens());
        }
        return body.put("response_type", "embeddings_by_type");
    }
}
