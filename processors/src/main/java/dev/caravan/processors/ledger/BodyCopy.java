package dev.caravan.processors.ledger;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Copies the bytes of a body as they pass. One that is longer than the limit is not kept at all. Confined to one thread. */
final class BodyCopy {

    private static final int FIRST = 1024;

    private final int limit;
    private byte[] bytes = new byte[0];
    private int length;
    private boolean tooLong;

    /** @param limit the most bytes that are kept */
    BodyCopy(int limit) {
        this.limit = limit;
    }

    /** Reads a piece; its position stays. */
    void add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (tooLong || more == 0) {
            return;
        }
        if (more > limit - length) {
            tooLong = true;
            bytes = new byte[0];
            return;
        }
        if (length + more > bytes.length) {
            int doubled = (int) Math.min(limit, Math.max(FIRST, bytes.length * 2L));
            bytes = Arrays.copyOf(bytes, Math.max(length + more, doubled));
        }
        piece.getBytes(piece.readerIndex(), bytes, length, more);
        length += more;
    }

    /** All of it; null where there was nothing, or too much. */
    @Nullable
    ByteBuffer bytes() {
        return tooLong || length == 0 ? null : ByteBuffer.wrap(bytes, 0, length);
    }
}
