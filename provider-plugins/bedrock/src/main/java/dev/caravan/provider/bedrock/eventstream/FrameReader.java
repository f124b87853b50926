package dev.caravan.provider.bedrock.eventstream;

import dev.caravan.spi.GatewayError;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from bytes that are cut anywhere, and checks both checksums of each: {@code total length, headers length, CRC32
 * of these two, headers, payload, CRC32 of all before it}, numbers in network order. Used on one thread.
 */
public final class FrameReader {

    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int SMALLEST = PRELUDE + CHECKSUM;

    /** The most that the encoding allows: 16 MiB of payload, 128 KiB of headers. */
    private static final int LARGEST = (16 << 20) + (128 << 10) + SMALLEST;

    private static final int STRING = 7;

    private final Consumer<Frame> sink;
    private byte[] buffer = new byte[1024];
    private int filled;
    private int wanted = PRELUDE;

    /** @param sink takes each frame that is whole and sound */
    public FrameReader(Consumer<Frame> sink) {
        this.sink = sink;
    }

    /**
     * Reads the bytes to their end.
     *
     * @throws GatewayError 502 when they are no event stream, or were damaged on their way
     */
    public void read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int taken = Math.min(wanted - filled, bytes.remaining());
            ensure(filled + taken);
            bytes.get(buffer, filled, taken);
            filled += taken;
            if (filled == wanted) {
                complete();
            }
        }
    }

    /** Whether nothing is left of a frame that has begun. */
    public boolean isBetweenFrames() {
        return filled == 0;
    }

    /** The prelude is whole, or all of the frame is. */
    private void complete() {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, filled);
        if (filled == PRELUDE) {
            int total = bytes.getInt(0);
            if (checksum(PRELUDE - CHECKSUM) != bytes.getInt(PRELUDE - CHECKSUM)) {
                throw broken("the checksum of a frame's head is wrong");
            }
            if (total < SMALLEST || total > LARGEST) {
                throw broken("a frame has an impossible length");
            }
            wanted = total;
            return;
        }
        if (checksum(filled - CHECKSUM) != bytes.getInt(filled - CHECKSUM)) {
            throw broken("the checksum of a frame is wrong");
        }
        Frame frame = frame(bytes);
        filled = 0;
        wanted = PRELUDE;
        sink.accept(frame);
    }

    private Frame frame(ByteBuffer bytes) {
        int headersLength = bytes.getInt(4);
        int end = filled - CHECKSUM;
        if (headersLength < 0 || headersLength > end - PRELUDE) {
            throw broken("a frame's headers are longer than the frame");
        }
        int payload = PRELUDE + headersLength;
        Map<String, String> headers = headers(bytes.slice(PRELUDE, headersLength));
        return new Frame(headers, Arrays.copyOfRange(buffer, payload, end));
    }

    private static Map<String, String> headers(ByteBuffer bytes) {
        Map<String, String> headers = new LinkedHashMap<>();
        try {
            while (bytes.hasRemaining()) {
                String name = text(bytes, Byte.toUnsignedInt(bytes.get()));
                String value = value(bytes, bytes.get());
                if (value != null) {
                    headers.put(name, value);
                }
            }
        } catch (BufferUnderflowException cut) {
            throw broken("a frame's headers end too early");
        }
        return headers;
    }

    /** A header's value when it is a string; the other types are passed over. */
    private static @Nullable String value(ByteBuffer bytes, byte type) {
        if (type == STRING) {
            return text(bytes, Short.toUnsignedInt(bytes.getShort()));
        }
        int length =
                switch (type) {
                    case 0, 1 -> 0;
                    case 2 -> 1;
                    case 3 -> 2;
                    case 4 -> 4;
                    case 5, 8 -> 8;
                    case 6 -> Short.toUnsignedInt(bytes.getShort());
                    case 9 -> 16;
                    default -> throw broken("a frame's header has an unknown type");
                };
        bytes.get(new byte[length]);
        return null;
    }

    private static String text(ByteBuffer bytes, int length) {
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private int checksum(int length) {
        CRC32 crc = new CRC32();
        crc.update(buffer, 0, length);
        return (int) crc.getValue();
    }

    private void ensure(int length) {
        if (length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length, buffer.length * 2));
        }
    }

    private static GatewayError broken(String problem) {
        return GatewayError.of(502, "invalid_upstream_answer", "The provider's stream cannot be read: %s.", problem);
    }
}
