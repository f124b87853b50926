package dev.caravan.processors.call;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Makes ids of calls and of reported exchanges: UUIDs of version 7 (RFC 9562 §5.7), which sort by their time. */
public final class RequestIds {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private RequestIds() {}

    /** The next one, in lower case. Never blocks; thread-safe. */
    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        byte[] text = new byte[36];
        write(text, 0, high >>> 32, 8);
        text[8] = '-';
        write(text, 9, high >>> 16, 4);
        text[13] = '-';
        write(text, 14, high, 4);
        text[18] = '-';
        write(text, 19, low >>> 48, 4);
        text[23] = '-';
        write(text, 24, low, 12);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void write(byte[] text, int at, long value, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            text[at + i] = (byte) HEX[(int) (value & 15)];
            value >>>= 4;
        }
    }
}
