package dev.caravan.spi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes what a stream's encoder writes. Grows as needed; used on one thread. */
public final class WireOutput {

    private final Buffer buffer = new Buffer();

    /**
     * Writes one server-sent event.
     *
     * @param event the event's name, or null for none
     * @param data its data
     */
    public void event(@Nullable String event, JsonNode data) {
        if (event != null) {
            text("event: ").text(event).text("\n");
        }
        text("data: ");
        Json.write(buffer, data);
        text("\n\n");
    }

    /** Writes one JSON value and a line feed. */
    public void line(JsonNode value) {
        Json.write(buffer, value);
        text("\n");
    }

    /** Writes text as it is. */
    public WireOutput text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Writes bytes as they are. */
    public WireOutput bytes(byte[] bytes) {
        buffer.write(bytes, 0, bytes.length);
        return this;
    }

    public boolean isEmpty() {
        return buffer.size() == 0;
    }

    /** What was written since the last time; forgets it. */
    public byte[] take() {
        byte[] written = buffer.toByteArray();
        buffer.reset();
        return written;
    }

    private static final class Buffer extends ByteArrayOutputStream {}
}
