package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.bedrock.eventstream.FrameWriter;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The files beside these tests; their README names the sources. */
final class Goldens {

    private Goldens() {}

    static ObjectNode json(String name) {
        return (ObjectNode) parse(text(name));
    }

    static JsonNode parse(String json) {
        return Objects.requireNonNull(Json.parse(json), json);
    }

    /** The frames of a file of events. */
    static List<byte[]> frames(String name) {
        return text(name).lines().map(Goldens::frame).toList();
    }

    /** The frame of a line such as {@code messageStart {"role":"assistant"}}. */
    static byte[] frame(String line) {
        int space = line.indexOf(' ');
        byte[] payload = line.substring(space + 1).getBytes(StandardCharsets.UTF_8);
        String type = line.substring(0, space);
        return type.endsWith("Exception") ? FrameWriter.exception(type, payload) : FrameWriter.event(type, payload);
    }

    private static String text(String name) {
        try (InputStream file = Objects.requireNonNull(Goldens.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
