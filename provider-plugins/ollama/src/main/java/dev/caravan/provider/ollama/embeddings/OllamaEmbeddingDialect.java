package dev.caravan.provider.ollama.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.ollama.OllamaErrorReader;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingDialect;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.embedding.Vectors;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ollama's {@code /api/embed}. */
public final class OllamaEmbeddingDialect implements EmbeddingDialect {

    /** The dialect's name. */
    public static final String NAME = "ollama-embeddings";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EmbeddingRequest decodeRequest(WireRequest request, Losses losses) {
        Fields fields = Fields.of(request.body());
        String model = fields.text("model");
        List<String> inputs = inputs(fields);
        Integer dimensions = fields.integer("dimensions");
        if (Boolean.FALSE.equals(fields.flag("truncate"))) {
            losses.add("truncate");
        }
        Fields options = fields.object("options");
        if (options != null) {
            options.reportUnread("options.", losses);
        }
        fields.reportUnread("", losses);
        return new EmbeddingRequest(model == null ? request.model() : model, inputs, dimensions, false, null, null);
    }

    private static List<String> inputs(Fields fields) {
        JsonNode input = fields.any("input");
        List<String> inputs = input != null && input.isTextual() ? List.of(input.textValue()) : fields.texts("input");
        if (inputs.isEmpty()) {
            throw fields.missing("input");
        }
        return inputs;
    }

    @Override
    public WireRequest encodeRequest(EmbeddingRequest request, Losses losses) {
        ObjectNode body = Json.object();
        if (request.model() != null) {
            body.put("model", request.model());
        }
        ArrayNode input = body.putArray("input");
        request.inputs().forEach(input::add);
        if (request.dimensions() != null) {
            body.put("dimensions", request.dimensions());
        }
        if (request.purpose() != null) {
            losses.add("input_type");
        }
        if (request.user() != null) {
            losses.add("user");
        }
        return new WireRequest(request.model(), false, body);
    }

    @Override
    public EmbeddingAnswer decodeAnswer(JsonNode body, Losses losses) {
        Fields answer = Fields.ofAnswer(body);
        if (answer.has("error")) {
            throw OllamaErrorReader.read(502, body);
        }
        JsonNode given = answer.any("embeddings");
        if (given == null) {
            throw answer.missing("embeddings");
        }
        if (!given.isArray()) {
            throw answer.wrong("embeddings", "an array", given);
        }
        List<float[]> vectors = new ArrayList<>(given.size());
        for (JsonNode numbers : given) {
            vectors.add(vector(numbers, answer));
        }
        return new EmbeddingAnswer(null, answer.text("model"), vectors, answer.wholeNumber("prompt_eval_count", -1));
    }

    private static float[] vector(JsonNode numbers, Fields answer) {
        float[] vector = Vectors.ofNumbers(numbers);
        if (vector == null) {
            throw answer.invalid("embeddings", "expected arrays of numbers");
        }
        return vector;
    }

    @Override
    public JsonNode encodeAnswer(EmbeddingAnswer answer, EmbeddingRequest request, Losses losses) {
        ObjectNode body = Json.object().put("model", answer.model() == null ? request.model() : answer.model());
        ArrayNode embeddings = body.putArray("embeddings");
        answer.vectors().forEach(vector -> embeddings.add(Vectors.numbers(vector)));
        if (answer.inputTokens() >= 0) {
            body.put("prompt_eval_count", answer.inputTokens());
        }
        return body;
    }

    @Override
    public List<String> usageFields() {
        return List.of("prompt_eval_count");
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return Usage.of(Fields.ofAnswer(answer).wholeNumber("prompt_eval_count", -1), 0);
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return OllamaErrorReader.read(status, body);
    }
}
