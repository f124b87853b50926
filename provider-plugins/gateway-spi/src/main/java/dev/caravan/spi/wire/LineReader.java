package dev.caravan.spi.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads lines of JSON from bytes that are cut anywhere. Empty lines are passed over. Used on one thread. */
public final class LineReader {

    private static final int LIMIT = 64 << 20;

    private final Consumer<String> sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);

    public LineReader(Consumer<String> sink) {
        this.sink = sink;
    }

    /** Reads the bytes to their end; the sink gets each line whose line feed is there. */
    public void read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                end();
            } else {
                if (line.size() >= LIMIT) {
                    throw new IllegalStateException("a line of the stream is too long");
                }
                line.write(next);
            }
        }
    }

    /** The stream has ended: a last line needs no line feed. */
    public void end() {
        String text = line.toString(StandardCharsets.UTF_8).strip();
        line.reset();
        if (!text.isEmpty()) {
            sink.accept(text);
        }
    }
}
