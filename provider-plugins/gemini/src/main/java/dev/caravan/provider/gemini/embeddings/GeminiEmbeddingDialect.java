package dev.caravan.provider.gemini.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.ModelName;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.provider.gemini.wire.RpcErrors;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingDialect;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.embedding.Vectors;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dialect {@code gemini-embeddings}: {@code batchEmbedContents}, one request for each text. The model is in the path and in
 * every request.
 *
 * <p>Source: <a href="https://ai.google.dev/api/embeddings">Embeddings</a>, v1beta.
 */
public final class GeminiEmbeddingDialect implements EmbeddingDialect {

    @Override
    public String name() {
        return "gemini-embeddings";
    }

    @Override
    public EmbeddingRequest decodeRequest(WireRequest request, Losses losses) {
        return new EmbeddingRequestReader(losses).read(request);
    }

    @Override
    public WireRequest encodeRequest(EmbeddingRequest request, Losses losses) {
        if (request.model() == null) {
            throw GatewayError.badRequest("missing_required_parameter", "Missing required parameter: 'model'.")
                    .withParam("model");
        }
        String model = ModelName.of(request.model()).inJson();
        String taskType = TaskTypes.taskType(request.purpose(), losses);
        if (request.user() != null) {
            losses.add("user");
        }
        ObjectNode body = Json.object();
        ArrayNode requests = body.putArray("requests");
        for (String input : request.inputs()) {
            ObjectNode one = requests.addObject().put("model", model);
            one.putObject("content").putArray("parts").addObject().put("text", input);
            if (taskType != null) {
                one.put("taskType", taskType);
            }
            if (request.dimensions() != null) {
                one.put("outputDimensionality", request.dimensions());
            }
        }
        return new WireRequest(request.model(), false, body);
    }

    @Override
    public EmbeddingAnswer decodeAnswer(JsonNode body, Losses losses) {
        ProtoFields answer = ProtoFields.ofAnswer(body);
        if (!answer.has("embeddings")) {
            throw answer.missing("embeddings");
        }
        List<float[]> vectors = new ArrayList<>();
        for (ProtoFields embedding : answer.objects("embeddings")) {
            vectors.add(vector(embedding));
        }
        return new EmbeddingAnswer(null, null, vectors, inputTokens(answer));
    }

    private static long inputTokens(ProtoFields answer) {
        ProtoFields usage = answer.object("usageMetadata");
        Long tokens = usage == null ? null : usage.wholeNumber("promptTokenCount");
        return tokens == null ? -1 : tokens;
    }

    @Override
    public JsonNode encodeAnswer(EmbeddingAnswer answer, EmbeddingRequest request, Losses losses) {
        ObjectNode body = Json.object();
        ArrayNode embeddings = body.putArray("embeddings");
        answer.vectors().forEach(vector -> embeddings.addObject().set("values", Vectors.numbers(vector)));
        if (answer.inputTokens() >= 0) {
            body.putObject("usageMetadata").put("promptTokenCount", answer.inputTokens());
        }
        return body;
    }

    @Override
    public List<String> usageFields() {
        return List.of("usageMetadata");
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return Usage.of(inputTokens(ProtoFields.ofAnswer(answer)), 0);
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return RpcErrors.read(status, body);
    }

    private static float[] vector(ProtoFields embedding) {
        JsonNode values = embedding.any("values");
        if (values == null) {
            throw embedding.missing("values");
        }
        float[] vector = Vectors.ofNumbers(values);
        if (vector == null) {
            throw embedding.wrong("values", "an array of numbers", values);
        }
        return vector;
    }
}
