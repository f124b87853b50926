package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Files of the reference's examples. */
final class Golden {

    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream file = Golden.class.getResourceAsStream("/chat/" + name)) {
            return Objects.requireNonNull(file, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String name) {
        byte[] bytes = bytes(name);
        return Objects.requireNonNull(Json.parse(bytes, 0, bytes.length), name);
    }
}
