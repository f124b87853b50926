package dev.caravan.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.Operation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checked against OpenAI's API reference, "Create embeddings" and "The embedding object". */
class EmbeddingsTest {

    @Test
    void areAListOfObjectsWithUsage() {
        JsonNode answer = embed("{'model':'echo-embed','input':'The quick fox','dimensions':2}");

        assertThat(answer.fieldNames()).toIterable().containsExactly("object", "data", "model", "usage");
        assertThat(answer.get("object").textValue()).isEqualTo("list");
        assertThat(answer.get("model").textValue()).isEqualTo("echo-embed");
        assertThat(answer.get("usage")).hasToString("{\"prompt_tokens\":3,\"total_tokens\":3}");
        assertThat(answer.at("/data/0").fieldNames()).toIterable().containsExactly("object", "index", "embedding");
        assertThat(answer.at("/data/0/object").textValue()).isEqualTo("embedding");
    }

    @ParameterizedTest
    @CsvSource({"'', 1536", "',\"dimensions\":8', 8", "',\"dimensions\":4096', 4096"})
    void areUnitVectorsOfTheDimensionsAskedFor(String dimensions, int size) {
        float[] vector =
                floats(embed("{'model':'m','input':'a'" + dimensions + "}").at("/data/0/embedding"));

        double squares = 0;
        for (float number : vector) {
            squares += number * number;
        }
        assertThat(vector).hasSize(size);
        assertThat(Math.sqrt(squares)).isCloseTo(1, within(1e-5));
    }

    @Test
    void areTheSameInBase64OfLittleEndianFloats() {
        JsonNode numbers = embed("{'model':'m','input':'a','dimensions':8}").at("/data/0/embedding");
        JsonNode base64 = embed("{'model':'m','input':'a','dimensions':8,'encoding_format':'base64'}")
                .at("/data/0/embedding");

        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(base64.textValue())).order(ByteOrder.LITTLE_ENDIAN);
        float[] decoded = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(decoded);
        assertThat(decoded).isEqualTo(floats(numbers));
    }

    @Test
    void keepTheOrderOfTheirTexts() {
        JsonNode both = embed("{'model':'m','input':['a','b c'],'dimensions':4}");

        assertThat(both.get("data")).hasSize(2);
        assertThat(both.at("/data/1/index").intValue()).isEqualTo(1);
        assertThat(both.at("/data/0/embedding"))
                .isEqualTo(embed("{'model':'m','input':'a','dimensions':4}").at("/data/0/embedding"));
        assertThat(both.at("/data/1/embedding"))
                .isEqualTo(embed("{'model':'m','input':'b c','dimensions':4}").at("/data/0/embedding"));
        assertThat(both.at("/data/0/embedding")).isNotEqualTo(both.at("/data/1/embedding"));
        assertThat(both.at("/usage/prompt_tokens").intValue()).isEqualTo(3);
    }

    @Test
    void areMadeOfTokensToo() {
        JsonNode one = embed("{'model':'m','input':[1,2,3],'dimensions':4}");
        JsonNode two = embed("{'model':'m','input':[[1,2,3],[4]],'dimensions':4}");

        assertThat(one.get("data")).hasSize(1);
        assertThat(one.at("/usage/total_tokens").intValue()).isEqualTo(3);
        assertThat(two.get("data")).hasSize(2);
        assertThat(two.at("/usage/total_tokens").intValue()).isEqualTo(4);
        assertThat(two.at("/data/0/embedding")).isEqualTo(one.at("/data/0/embedding"));
    }

    private static JsonNode embed(String body) {
        return EchoCalls.json(EchoCalls.answer(Operation.EMBEDDINGS, body));
    }

    private static float[] floats(JsonNode numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers.get(i).floatValue();
        }
        return floats;
    }
}
