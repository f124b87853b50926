package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The files beside the tests; their README names the source. */
final class Goldens {

    private Goldens() {}

    static String text(String name) {
        try (InputStream file = Goldens.class.getResourceAsStream("/chat/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode json(String text) {
        return (ObjectNode) Objects.requireNonNull(Json.parse(text), text);
    }
}
