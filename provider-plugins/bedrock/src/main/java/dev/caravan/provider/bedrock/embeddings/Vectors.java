package dev.caravan.provider.bedrock.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Vectors as arrays of numbers. */
final class Vectors {

    private Vectors() {}

    static List<float[]> readAll(@Nullable JsonNode vectors) {
        if (!(vectors instanceof ArrayNode)) {
            throw malformed();
        }
        List<float[]> read = new ArrayList<>(vectors.size());
        vectors.forEach(vector -> read.add(read(vector)));
        return read;
    }

    static float[] read(@Nullable JsonNode vector) {
        if (!(vector instanceof ArrayNode)) {
            throw malformed();
        }
        float[] read = new float[vector.size()];
        for (int i = 0; i < read.length; i++) {
            if (!vector.get(i).isNumber()) {
                throw malformed();
            }
            read[i] = vector.get(i).floatValue();
        }
        return read;
    }

    static ArrayNode write(float[] vector) {
        ArrayNode written = Json.array();
        for (float number : vector) {
            written.add(number);
        }
        return written;
    }

    private static GatewayError malformed() {
        return GatewayError.of(502, "invalid_upstream_answer", "The provider's answer holds no vector of numbers.");
    }
}
