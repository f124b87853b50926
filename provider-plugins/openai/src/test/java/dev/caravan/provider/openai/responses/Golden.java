package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The files beside the tests, and JSON in tests. */
final class Golden {

    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream file = Objects.requireNonNull(Golden.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode json(String name) {
        byte[] bytes = bytes(name);
        return (ObjectNode) Objects.requireNonNull(Json.parse(bytes, 0, bytes.length), name);
    }

    /** JSON with apostrophes for quotes. */
    static ObjectNode of(String json) {
        return (ObjectNode) Objects.requireNonNull(Json.parse(json.replace('\'', '"')), json);
    }

    /** The same value as it is after a trip over the wire: numbers are what they look like. */
    static JsonNode overTheWire(JsonNode value) {
        return Objects.requireNonNull(Json.parse(Json.text(value)));
    }
}
