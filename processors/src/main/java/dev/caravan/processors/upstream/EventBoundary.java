package dev.caravan.processors.upstream;

import io.netty.buffer.ByteBuf;

/** Finds where one server-sent event ends: at a blank line, with LF, CRLF or CR for line ends (WHATWG HTML §9.2.5). */
final class EventBoundary {

    private EventBoundary() {}

    /**
     * The index behind the last blank line, or the reader index when there is none. Looks from the end backwards.
     *
     * @param known how many bytes at the front are known to hold no blank line
     */
    static int last(ByteBuf bytes, int known) {
        int start = bytes.readerIndex();
        int stop = start + Math.max(0, known - 2);
        for (int i = bytes.writerIndex() - 1; i > stop; i--) {
            byte here = bytes.getByte(i);
            if (here == '\n') {
                byte before = bytes.getByte(i - 1);
                boolean afterCrLf = before == '\r' && i - 2 >= start && isLineEnd(bytes.getByte(i - 2));
                if (before == '\n' || afterCrLf) {
                    return i + 1;
                }
            } else if (here == '\r' && bytes.getByte(i - 1) == '\r') {
                return i + 1;
            }
        }
        return start;
    }

    private static boolean isLineEnd(byte value) {
        return value == '\n' || value == '\r';
    }
}
