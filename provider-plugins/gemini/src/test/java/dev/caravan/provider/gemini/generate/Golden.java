package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The files beside the tests; their README names their sources. */
final class Golden {

    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream file = Golden.class.getResourceAsStream("/gemini/" + name)) {
            return Objects.requireNonNull(file, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode json(String name) {
        byte[] bytes = bytes(name);
        return (ObjectNode) Objects.requireNonNull(Json.parse(bytes, 0, bytes.length), name);
    }

    /** JSON with single quotes for double ones. */
    static ObjectNode object(String text) {
        return (ObjectNode) node(text);
    }

    static JsonNode node(String text) {
        return Objects.requireNonNull(Json.parse(text.replace('\'', '"')), text);
    }
}
