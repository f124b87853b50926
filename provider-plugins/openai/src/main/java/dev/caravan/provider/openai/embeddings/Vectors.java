package dev.caravan.provider.openai.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Vectors as arrays of numbers, or as base64 of little-endian 32-bit floats. */
final class Vectors {

    private Vectors() {}

    static float[] read(Fields item, JsonNode vector) {
        if (vector.isTextual()) {
            return fromBase64(item, vector);
        }
        if (!vector.isArray()) {
            throw item.wrong("embedding", "an array of numbers", vector);
        }
        float[] values = new float[vector.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i).floatValue();
        }
        return values;
    }

    private static float[] fromBase64(Fields item, JsonNode vector) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(vector.textValue());
        } catch (IllegalArgumentException e) {
            throw item.wrong("embedding", "base64", vector);
        }
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    static JsonNode write(float[] values, boolean base64) {
        if (base64) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes.array()));
        }
        ArrayNode numbers = Json.array();
        for (float value : values) {
            numbers.add(value);
        }
        return numbers;
    }
}
