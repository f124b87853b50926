package dev.caravan.spi.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from bytes that are cut anywhere: by line feeds, carriage returns or both, with comments, several
 * lines of data, a byte order mark. Source: the HTML standard, "9.2.6 Interpreting an event stream". Used on one thread.
 */
public final class SseReader {

    /** Takes the events. */
    @FunctionalInterface
    public interface Sink {

        /**
         * @param event the event's name, empty when it has none
         * @param data its data, lines joined by line feeds
         */
        void event(String event, String data);
    }

    private static final int DEFAULT_LIMIT = 64 << 20;

    private final Sink sink;
    private final int limit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private String event = "";
    private boolean afterCarriageReturn;
    private boolean first = true;

    public SseReader(Sink sink) {
        this(sink, DEFAULT_LIMIT);
    }

    /** @param limit the most bytes of one line; a longer one is an {@link IllegalStateException} */
    SseReader(Sink sink, int limit) {
        this.sink = sink;
        this.limit = limit;
    }

    /** Reads the bytes to their end; the sink gets each event whose blank line is there. */
    public void read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (afterCarriageReturn && next == '\n') {
                afterCarriageReturn = false;
                continue;
            }
            afterCarriageReturn = next == '\r';
            if (next == '\n' || next == '\r') {
                endLine();
            } else {
                if (line.size() >= limit) {
                    throw new IllegalStateException("an event of the stream is too long");
                }
                line.write(next);
            }
        }
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (first) {
            first = false;
            if (text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
        }
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        if (colon == 0) {
            return;
        }
        field(colon < 0 ? text : text.substring(0, colon), colon < 0 ? null : text.substring(colon + 1));
    }

    private void field(String name, @Nullable String rest) {
        String value = rest == null ? "" : rest.startsWith(" ") ? rest.substring(1) : rest;
        if (name.equals("data")) {
            if (hasData) {
                data.append('\n');
            }
            data.append(value);
            hasData = true;
        } else if (name.equals("event")) {
            event = value;
        }
    }

    private void dispatch() {
        String name = event;
        event = "";
        if (hasData) {
            String text = data.toString();
            data.setLength(0);
            hasData = false;
            sink.event(name, text);
        }
    }
}
