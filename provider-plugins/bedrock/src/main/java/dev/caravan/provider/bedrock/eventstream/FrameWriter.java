package dev.caravan.provider.bedrock.eventstream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes frames whose headers are strings. */
public final class FrameWriter {

    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int STRING = 7;

    private FrameWriter() {}

    /** An event with a JSON payload. */
    public static byte[] event(String type, byte[] json) {
        return write(frame(":event-type", type, "event", json));
    }

    /** An exception, after which nothing follows. */
    public static byte[] exception(String type, byte[] json) {
        return write(frame(":exception-type", type, "exception", json));
    }

    /** The frame in bytes. Names take 255 bytes at most, values 65,535. */
    public static byte[] write(Frame frame) {
        byte[] headers = headers(frame.headers());
        int total = PRELUDE + headers.length + frame.payload().length + CHECKSUM;
        byte[] bytes = new byte[total];
        ByteBuffer writer = ByteBuffer.wrap(bytes).putInt(total).putInt(headers.length);
        writer.putInt(checksum(bytes, PRELUDE - CHECKSUM)).put(headers).put(frame.payload());
        writer.putInt(checksum(bytes, total - CHECKSUM));
        return bytes;
    }

    private static Frame frame(String kind, String type, String message, byte[] json) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(kind, type);
        headers.put(":content-type", "application/json");
        headers.put(":message-type", message);
        return new Frame(headers, json);
    }

    private static byte[] headers(Map<String, String> headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
        headers.forEach((name, value) -> {
            byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
            bytes.write(nameBytes.length);
            bytes.writeBytes(nameBytes);
            bytes.write(STRING);
            bytes.write(valueBytes.length >>> 8);
            bytes.write(valueBytes.length);
            bytes.writeBytes(valueBytes);
        });
        return bytes.toByteArray();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
