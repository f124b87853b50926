package dev.caravan.provider.echo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * The smallest useful picture: 8 by 8 pixels of one colour, as a PNG (W3C, PNG specification, chapters 5 and 11). Its data is
 * stored, not compressed, so that the bytes are the same on every version of zlib.
 */
final class PngImage {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int SIDE = 8;

    private PngImage() {}

    /** @param rgb the colour as {@code 0xRRGGBB} */
    static byte[] ofColour(int rgb) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(SIDE)
                .putInt(SIDE)
                // 8 bits of each of red, green and blue; deflate, adaptive filtering, not interlaced
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        png.writeBytes(chunk("IHDR", header));
        png.writeBytes(chunk("IDAT", stored(pixels(rgb))));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    private static byte[] pixels(int rgb) {
        ByteBuffer rows = ByteBuffer.allocate(SIDE * (1 + SIDE * 3));
        for (int row = 0; row < SIDE; row++) {
            rows.put((byte) 0);
            for (int column = 0; column < SIDE; column++) {
                rows.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
            }
        }
        return rows.array();
    }

    /** A zlib stream (RFC 1950) of one stored block (RFC 1951, 3.2.4). */
    private static byte[] stored(byte[] data) {
        Adler32 checksum = new Adler32();
        checksum.update(data);
        return ByteBuffer.allocate(2 + 5 + data.length + 4)
                .put(new byte[] {0x78, 0x01, 1})
                .put((byte) data.length)
                .put((byte) (data.length >> 8))
                .put((byte) ~data.length)
                .put((byte) (~data.length >> 8))
                .put(data)
                .putInt((int) checksum.getValue())
                .array();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        CRC32 checksum = new CRC32();
        checksum.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) checksum.getValue()).array();
    }
}
