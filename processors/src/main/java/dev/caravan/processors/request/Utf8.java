package dev.caravan.processors.request;

import io.netty.buffer.ByteBuf;

/** Well-formed UTF-8 as table 3-7 of the Unicode standard has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {

    private static final long NON_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** How many bytes precede the first one that is out of place, or -1 when all is well. The buffer's indexes stay. */
    static int firstInvalid(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int end = bytes.writerIndex();
        int i = start;
        while (i < end) {
            if (end - i >= Long.BYTES && (bytes.getLong(i) & NON_ASCII) == 0) {
                i += Long.BYTES;
            } else if (bytes.getByte(i) >= 0) {
                i++;
            } else {
                int length = sequence(bytes, i, end);
                if (length == 0) {
                    return i - start;
                }
                i += length;
            }
        }
        return -1;
    }

    /** The length of the sequence that starts there, 0 when it is malformed. */
    private static int sequence(ByteBuf bytes, int start, int end) {
        int lead = bytes.getByte(start) & 0xff;
        if (lead >= 0xc2 && lead <= 0xdf) {
            return isWithin(bytes, start + 1, end, 0x80, 0xbf) ? 2 : 0;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            int least = lead == 0xe0 ? 0xa0 : 0x80;
            int most = lead == 0xed ? 0x9f : 0xbf;
            return isWithin(bytes, start + 1, end, least, most) && isWithin(bytes, start + 2, end, 0x80, 0xbf) ? 3 : 0;
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            int least = lead == 0xf0 ? 0x90 : 0x80;
            int most = lead == 0xf4 ? 0x8f : 0xbf;
            return isWithin(bytes, start + 1, end, least, most)
                            && isWithin(bytes, start + 2, end, 0x80, 0xbf)
                            && isWithin(bytes, start + 3, end, 0x80, 0xbf)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean isWithin(ByteBuf bytes, int index, int end, int least, int most) {
        if (index >= end) {
            return false;
        }
        int octet = bytes.getByte(index) & 0xff;
        return octet >= least && octet <= most;
    }
}
