package dev.caravan.bench;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Reads HTTP/1.1 responses from the bytes of one connection, in whatever pieces they arrive; knows
 * {@code Content-Length} and {@code chunked} bodies. Body bytes go to a consumer as they come, without the chunk framing.
 */
final class ResponseReader {

    private enum Part {
        HEAD,
        FIXED_BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    private final Consumer<ByteBuffer> body;
    private final StringBuilder line = new StringBuilder(64);
    private Part part = Part.HEAD;
    private boolean statusLine = true;
    private boolean chunked;
    private long remaining;
    private int status;

    ResponseReader(Consumer<ByteBuffer> body) {
        this.body = body;
    }

    /** The status of the response that is being read, or was read last; 0 before the first. */
    int status() {
        return status;
    }

    /** Takes the readable bytes; true when they complete a response (bytes after it are left in the buffer). */
    boolean read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (part == Part.FIXED_BODY || part == Part.CHUNK) {
                passBody(bytes);
                if (remaining > 0) {
                    return false;
                }
                if (part == Part.FIXED_BODY) {
                    return complete();
                }
                part = Part.CHUNK_END;
            } else if (readLine(bytes) && endOfLine()) {
                return complete();
            }
        }
        return false;
    }

    private void passBody(ByteBuffer bytes) {
        int length = (int) Math.min(remaining, bytes.remaining());
        body.accept(bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        remaining -= length;
    }

    private boolean readLine(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            char c = (char) (bytes.get() & 0xff);
            if (c == '\n') {
                return true;
            }
            if (c != '\r') {
                line.append(c);
            }
        }
        return false;
    }

    private boolean endOfLine() {
        String text = line.toString();
        line.setLength(0);
        switch (part) {
            case HEAD -> {
                return headerLine(text);
            }
            case CHUNK_SIZE -> {
                int extension = text.indexOf(';');
                remaining = Long.parseLong((extension < 0 ? text : text.substring(0, extension)).trim(), 16);
                part = remaining == 0 ? Part.TRAILER : Part.CHUNK;
            }
            case CHUNK_END -> part = Part.CHUNK_SIZE;
            case TRAILER -> {
                return text.isEmpty();
            }
            default -> throw new IllegalStateException("no lines in " + part);
        }
        return false;
    }

    private boolean headerLine(String text) {
        if (statusLine) {
            status = Integer.parseInt(text.substring(9, 12));
            statusLine = false;
        } else if (text.isEmpty()) {
            part = chunked ? Part.CHUNK_SIZE : Part.FIXED_BODY;
            return !chunked && remaining == 0;
        } else {
            String header = text.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                remaining = Long.parseLong(header.substring(15).trim());
            } else if (header.startsWith("transfer-encoding:") && header.contains("chunked")) {
                chunked = true;
            }
        }
        return false;
    }

    private boolean complete() {
        part = Part.HEAD;
        statusLine = true;
        chunked = false;
        remaining = 0;
        return true;
    }
}
