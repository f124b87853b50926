package dev.caravan.spi.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.wire.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Vectors on the wire: arrays of numbers, or base64 of little-endian 32-bit floats. */
public final class Vectors {

    private Vectors() {}

    /** The vector of an array of numbers; null when it is no such array. */
    public static float @Nullable [] ofNumbers(@Nullable JsonNode numbers) {
        if (!(numbers instanceof ArrayNode)) {
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

    /** The vector of a text in base64; null when it is no base64 of whole floats. */
    public static float @Nullable [] ofBase64(@Nullable JsonNode text) {
        if (text == null || !text.isTextual()) {
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

    /** The vector as an array of numbers. */
    public static ArrayNode numbers(float[] vector) {
        ArrayNode numbers = Json.array();
        for (float number : vector) {
            numbers.add(number);
        }
        return numbers;
    }

    /** The vector in base64. */
    public static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
