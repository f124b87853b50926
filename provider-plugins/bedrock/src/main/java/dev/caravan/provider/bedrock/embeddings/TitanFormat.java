package dev.caravan.provider.bedrock.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.embedding.Vectors;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code {inputText, dimensions, normalize, embeddingTypes} → {embedding, inputTextTokenCount, embeddingsByType}}. */
final class TitanFormat implements EmbeddingFormat {

    @Override
    public EmbeddingRequest decode(@Nullable String model, Fields body, Losses losses) {
        String text = body.requiredText("inputText");
        Integer dimensions = body.integer("dimensions");
        if (Boolean.FALSE.equals(body.flag("normalize"))) {
            losses.add("normalize");
        }
        if (!body.texts("embeddingTypes").stream().allMatch("float"::equals)) {
            losses.add("embeddingTypes");
        }
        body.reportUnread("", losses);
        return new EmbeddingRequest(model, List.of(text), dimensions, false, null, null);
    }

    @Override
    public ObjectNode encode(EmbeddingRequest request, Losses losses) {
        if (request.inputs().size() != 1) {
            throw GatewayError.badRequest(
                            "too_many_inputs",
                            "The model '%s' embeds one text per call; this call has %d.",
                            request.model(),
                            request.inputs().size())
                    .withParam("input");
        }
        ObjectNode body = Json.object().put("inputText", request.inputs().get(0));
        if (request.dimensions() != null) {
            if (request.model() != null && request.model().contains("text-v1")) {
                losses.add("dimensions");
            } else {
                body.put("dimensions", request.dimensions());
            }
        }
        if (request.purpose() != null) {
            losses.add("input_type");
        }
        return body;
    }

    @Override
    public ObjectNode encode(EmbeddingAnswer answer, EmbeddingRequest request) {
        float[] vector = answer.vectors().get(0);
        ObjectNode body = Json.object();
        body.set("embedding", Vectors.numbers(vector));
        body.put("inputTextTokenCount", Math.max(0, answer.inputTokens()));
        body.putObject("embeddingsByType").set("float", Vectors.numbers(vector));
        return body;
    }

    static EmbeddingAnswer decodeAnswer(Fields answer) {
        JsonNode vector = answer.any("embedding");
        Fields byType = answer.object("embeddingsByType");
        if (vector == null && byType != null) {
            vector = byType.any("float");
        }
        return new EmbeddingAnswer(
                null, null, List.of(EmbeddingFormat.vector(vector)), answer.wholeNumber("inputTextTokenCount", -1));
    }
}
