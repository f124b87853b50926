package dev.caravan.processors.metering;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds its way in the bytes of JSON without parsing them. An end is always the index behind the last byte that counts. */
final class JsonBytes {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOWEST_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
    private static final long COLONS = ':' * LOWEST_BITS;

    private JsonBytes() {}

    /** The index of the first colon from there, or the end. */
    static int colon(byte[] json, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            // Zero where there is a colon; then the highest bit is set of each byte that is zero, up to the first at
            // least.
            long zeros = (long) EIGHT_BYTES.get(json, at) ^ COLONS;
            long found = (zeros - LOWEST_BITS) & ~zeros & HIGHEST_BITS;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < end && json[at] != ':') {
            at++;
        }
        return at;
    }

    /** The index of the quote that ends the name before a colon; -1 when no name does. */
    static int nameBefore(byte[] json, int colon, int start) {
        int quote = colon - 1;
        while (quote > start && isSpace(json[quote])) {
            quote--;
        }
        return quote > start && json[quote] == '"' ? quote : -1;
    }

    /** The index of the first byte from there that is no space, or the end. */
    static int skipSpaces(byte[] json, int from, int end) {
        int at = from;
        while (at < end && isSpace(json[at])) {
            at++;
        }
        return at;
    }

    /** Where the object or number ends that starts there; -1 for anything else, and when it is cut off. */
    static int endOfValue(byte[] json, int from, int end) {
        if (from >= end) {
            return -1;
        }
        if (json[from] == '{') {
            return endOfObject(json, from, end);
        }
        int at = from;
        while (at < end && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        return at == from || at == end ? -1 : at;
    }

    private static int endOfObject(byte[] json, int from, int end) {
        int depth = 0;
        for (int i = from; i < end; i++) {
            switch (json[i]) {
                case '"' -> i = endOfString(json, i, end) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (--depth == 0) {
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    /** Where the string ends whose first quote stands there; the end when it is cut off. */
    static int endOfString(byte[] json, int quote, int end) {
        int at = quote + 1;
        while (at < end && json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return Math.min(end, at + 1);
    }

    /** How deep a place is nested: how many objects and arrays end behind it that did not begin behind it. */
    static int depth(byte[] json, int from, int end) {
        int depth = 0;
        for (int i = from; i < end; i++) {
            switch (json[i]) {
                case '"' -> i = endOfString(json, i, end) - 1;
                case '{', '[' -> depth--;
                case '}', ']' -> depth++;
                default -> {}
            }
        }
        return depth;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }
}
