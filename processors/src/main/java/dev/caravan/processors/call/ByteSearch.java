package dev.caravan.processors.call;

import io.netty.buffer.ByteBuf;

/** Finds words in buffers. */
public final class ByteSearch {

    private ByteSearch() {}

    /** The index of the word's first occurrence at or behind an index, or -1. */
    public static int indexOf(ByteBuf bytes, byte[] word, int from) {
        int last = bytes.writerIndex() - word.length;
        int at = from;
        while (at <= last) {
            at = bytes.indexOf(at, last + 1, word[0]);
            if (at < 0) {
                return -1;
            }
            int matched = 1;
            while (matched < word.length && bytes.getByte(at + matched) == word[matched]) {
                matched++;
            }
            if (matched == word.length) {
                return at;
            }
            at++;
        }
        return -1;
    }
}
