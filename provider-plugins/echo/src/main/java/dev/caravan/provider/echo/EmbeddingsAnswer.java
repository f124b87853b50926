package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.embedding.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer of {@code POST /v1/embeddings}. Source of the format: OpenAI's API reference, <a
 * href="https://platform.openai.com/docs/api-reference/embeddings/create">create embeddings</a>; that base64 holds
 * little-endian 32-bit floats is what OpenAI's SDKs decode.
 */
final class EmbeddingsAnswer {

    private static final int DIMENSIONS = 1536;
    private static final int MOST_DIMENSIONS = 4096;
    private static final int MOST_INPUTS = 2048;

    private EmbeddingsAnswer() {}

    /**
     * @param model the name to answer under
     * @throws GatewayError 400 when the request is malformed
     */
    static Content to(RequestFields request, String model) {
        List<Input> inputs = inputs(request);
        int dimensions = request.integer("dimensions", 1, MOST_DIMENSIONS).orElse(DIMENSIONS);
        String encoding = request.text("encoding_format").orElse("float");
        if (!encoding.equals("float") && !encoding.equals("base64")) {
            throw request.wrongValue("encoding_format", encoding, "'float' and 'base64'");
        }

        ObjectNode answer = Json.object().put("object", "list");
        ArrayNode data = answer.putArray("data");
        int tokens = 0;
        for (Input input : inputs) {
            float[] vector = unitVector(Fingerprint.of(input.text()).number(), dimensions);
            ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (encoding.equals("base64")) {
                item.put("embedding", Vectors.base64(vector));
            } else {
                item.set("embedding", Vectors.numbers(vector));
            }
            tokens += input.tokens();
        }
        answer.put("model", model)
                .putObject("usage")
                .put("prompt_tokens", tokens)
                .put("total_tokens", tokens);
        return Content.json(answer);
    }

    private static List<Input> inputs(RequestFields request) {
        JsonNode input = request.any("input").orElseThrow(() -> request.missing("input"));
        if (!input.isArray()) {
            return List.of(input(request, "input", input));
        }
        if (input.isEmpty()) {
            throw request.emptyArray("input");
        }
        if (input.get(0).isIntegralNumber()) {
            return List.of(tokenIds(request, "input", input));
        }
        if (input.size() > MOST_INPUTS) {
            throw request.error(
                    "array_above_max_length",
                    "input",
                    "Invalid 'input': array too long. Expected an array with maximum length %d, but got %d instead.",
                    MOST_INPUTS,
                    input.size());
        }
        List<Input> inputs = new ArrayList<>();
        for (JsonNode item : input) {
            String name = "input[" + inputs.size() + "]";
            inputs.add(item.isArray() ? tokenIds(request, name, item) : input(request, name, item));
        }
        return inputs;
    }

    private static Input input(RequestFields request, String name, JsonNode value) {
        if (!value.isTextual()) {
            throw request.wrongType(name, "a string or an array of strings or of integers", value);
        }
        String text = value.textValue();
        if (text.isEmpty()) {
            throw request.error("empty_string", name, "Invalid '%s': it cannot be an empty string.", name);
        }
        return new Input(text, Tokens.words(text).count());
    }

    private static Input tokenIds(RequestFields request, String name, JsonNode ids) {
        if (ids.isEmpty()) {
            throw request.emptyArray(name);
        }
        for (JsonNode id : ids) {
            if (!id.isIntegralNumber()) {
                throw request.wrongType(name, "an array of integers", id);
            }
        }
        return new Input(ids.toString(), ids.size());
    }

    /** Numbers from SplitMix64 (Steele, Lea and Flood, 2014), scaled to length one; a shorter vector begins alike. */
    private static float[] unitVector(long seed, int dimensions) {
        double[] numbers = new double[dimensions];
        double squares = 0;
        long state = seed;
        for (int i = 0; i < dimensions; i++) {
            state += 0x9e3779b97f4a7c15L;
            long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
            mixed ^= mixed >>> 31;
            numbers[i] = (mixed >> 11) * 0x1.0p-52;
            squares += numbers[i] * numbers[i];
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (numbers[i] / Math.sqrt(squares));
        }
        return vector;
    }

    private record Input(String text, int tokens) {}
}
