package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The files in {@code src/test/resources/anthropic}; their README names the sources. */
final class Golden {

    private Golden() {}

    static byte[] bytes(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/anthropic/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode json(String file) {
        byte[] bytes = bytes(file);
        return (ObjectNode) Objects.requireNonNull(Json.parse(bytes, 0, bytes.length), file);
    }

    /** A JSON object, written with single quotes. */
    static ObjectNode object(String json) {
        return (ObjectNode) Objects.requireNonNull(Json.parse(json.replace('\'', '"')), json);
    }
}
