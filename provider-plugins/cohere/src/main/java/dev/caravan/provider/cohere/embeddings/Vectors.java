package dev.caravan.provider.cohere.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.wire.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Vectors as arrays of numbers, and as base64 of little-endian 32-bit floats. */
final class Vectors {

    private Vectors() {}

    /** Null when it is no array of numbers. */
    static float @Nullable [] ofNumbers(JsonNode numbers) {
        if (!numbers.isArray()) {
            return null;
        }
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!numbers.get(i).isNumber()) {
                return null;
            }
            vector[i] = numbers.get(i).floatValue();
        }
        return vector;
    }

    /** Null when it is no base64 of whole floats. */
    static float @Nullable [] ofBase64(JsonNode text) {
        if (!text.isTextual()) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.textValue());
        } catch (IllegalArgumentException malformed) {
            return null;
        }
        if (bytes.length % Float.BYTES != 0) {
            return null;
        }
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    static ArrayNode numbers(float[] vector) {
        ArrayNode numbers = Json.array();
        for (float number : vector) {
            numbers.add(number);
        }
        return numbers;
    }

    static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
