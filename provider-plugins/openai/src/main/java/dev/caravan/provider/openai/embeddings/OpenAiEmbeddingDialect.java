package dev.caravan.provider.openai.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.openai.OpenAiErrorReader;
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
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** OpenAI's embeddings. Its SDKs ask for vectors in base64 unless told otherwise. */
public final class OpenAiEmbeddingDialect implements EmbeddingDialect {

    @Override
    public String name() {
        return "openai-embeddings";
    }

    @Override
    public EmbeddingRequest decodeRequest(WireRequest request, Losses losses) {
        Fields fields = Fields.of(request.body());
        String model = fields.text("model");
        String format = fields.text("encoding_format");
        if (format != null && !format.equals("float") && !format.equals("base64")) {
            throw fields.invalid("encoding_format", "expected 'float' or 'base64'");
        }
        EmbeddingRequest read = new EmbeddingRequest(
                model == null ? request.model() : model,
                inputs(fields),
                fields.integer("dimensions"),
                "base64".equals(format),
                null,
                fields.text("user"));
        fields.reportUnread("", losses);
        return read;
    }

    private static List<String> inputs(Fields fields) {
        JsonNode input = fields.any("input");
        if (input == null) {
            throw fields.missing("input");
        }
        if (input.isTextual()) {
            return List.of(input.textValue());
        }
        if (input instanceof ArrayNode list
                && !list.isEmpty()
                && (list.get(0).isNumber() || list.get(0).isArray())) {
            throw fields.invalid(
                    "input",
                    "tokens of one provider mean nothing to another, so that they cannot be translated: send text");
        }
        List<String> texts = fields.texts("input");
        if (texts.isEmpty()) {
            throw fields.invalid("input", "it is empty");
        }
        return texts;
    }

    @Override
    public WireRequest encodeRequest(EmbeddingRequest request, Losses losses) {
        ObjectNode body = Json.object();
        if (request.model() != null) {
            body.put("model", request.model());
        }
        ArrayNode input = body.putArray("input");
        request.inputs().forEach(input::add);
        body.put("encoding_format", "float");
        if (request.dimensions() != null) {
            body.put("dimensions", request.dimensions());
        }
        if (request.purpose() != null) {
            losses.add("input_type");
        }
        if (request.user() != null) {
            body.put("user", request.user());
        }
        return new WireRequest(request.model(), false, body);
    }

    @Override
    public EmbeddingAnswer decodeAnswer(JsonNode body, Losses losses) {
        Fields answer = Fields.ofAnswer(body);
        Map<Integer, float[]> vectors = new TreeMap<>();
        for (Fields item : answer.objects("data")) {
            vectors.put((int) item.wholeNumber("index", vectors.size()), vector(item));
        }
        return new EmbeddingAnswer(
                answer.text("id"), answer.text("model"), new ArrayList<>(vectors.values()), inputTokens(answer));
    }

    private static long inputTokens(Fields answer) {
        Fields usage = answer.object("usage");
        return usage == null ? -1 : usage.wholeNumber("prompt_tokens", -1);
    }

    private static float[] vector(Fields item) {
        JsonNode written = item.any("embedding");
        if (written == null) {
            throw item.missing("embedding");
        }
        float[] vector = written.isTextual() ? Vectors.ofBase64(written) : Vectors.ofNumbers(written);
        if (vector == null) {
            throw item.invalid("embedding", "expected an array of numbers, or base64 of floats");
        }
        return vector;
    }

    @Override
    public JsonNode encodeAnswer(EmbeddingAnswer answer, EmbeddingRequest request, Losses losses) {
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (int i = 0; i < answer.vectors().size(); i++) {
            ObjectNode item = data.addObject().put("object", "embedding").put("index", i);
            float[] vector = answer.vectors().get(i);
            if (request.base64()) {
                item.put("embedding", Vectors.base64(vector));
            } else {
                item.set("embedding", Vectors.numbers(vector));
            }
        }
        body.put("model", answer.model() == null ? request.model() : answer.model());
        long tokens = Math.max(0, answer.inputTokens());
        body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return body;
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return Usage.of(inputTokens(Fields.ofAnswer(answer)), 0);
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return OpenAiErrorReader.read(status, body);
    }
}
