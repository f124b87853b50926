package dev.caravan.acceptance.system;

import dev.caravan.acceptance.http.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A big body that is made while it is sent: a beginning, a filling of random letters, an end. */
final class GeneratedBody {

    private static final int BLOCK = 64 * 1024;

    private final byte[] beginning;
    private final byte[] end;
    private final long fillingBytes;
    private final byte[] block = new byte[BLOCK];
    private final AtomicLong sentBytes = new AtomicLong();
    private final MessageDigest digest = sha256();

    private GeneratedBody(String beginning, String end, long totalBytes) {
        this.beginning = beginning.getBytes(StandardCharsets.UTF_8);
        this.end = end.getBytes(StandardCharsets.UTF_8);
        this.fillingBytes = totalBytes - this.beginning.length - this.end.length;
        Random random = new Random(20_260_101);
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) ('a' + random.nextInt(26));
        }
    }

    /** A chat request with one long message. */
    static GeneratedBody chat(long totalBytes) {
        return new GeneratedBody(
                "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"", "\"}]}", totalBytes);
    }

    /** An upload with the boundary {@code caravan-boundary}. */
    static GeneratedBody multipart(long totalBytes) {
        return new GeneratedBody(
                """
                --caravan-boundary\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --caravan-boundary\r
                Content-Disposition: form-data; name="file"; filename="data.jsonl"\r
                Content-Type: application/octet-stream\r
                \r
                """,
                "\r\n--caravan-boundary--\r\n",
                totalBytes);
    }

    long totalBytes() {
        return beginning.length + fillingBytes + end.length;
    }

    /** How much the operating system has taken so far. */
    long sentBytes() {
        return sentBytes.get();
    }

    /** SHA-256 of all that was sent, in hex; to be asked once, at the end. */
    String sha256Hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Sends the body as it is, or in chunks. */
    void sendTo(RawConnection connection, boolean chunked) throws IOException {
        piece(connection, beginning, beginning.length, chunked);
        for (long left = fillingBytes; left > 0; left -= BLOCK) {
            piece(connection, block, (int) Math.min(left, BLOCK), chunked);
        }
        piece(connection, end, end.length, chunked);
        if (chunked) {
            connection.send("0\r\n\r\n");
        }
    }

    private void piece(RawConnection connection, byte[] bytes, int length, boolean chunked) throws IOException {
        if (chunked) {
            connection.send(Integer.toHexString(length).toUpperCase(Locale.ROOT) + "\r\n");
        }
        byte[] exact = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        connection.send(exact);
        digest.update(exact);
        sentBytes.addAndGet(length);
        if (chunked) {
            connection.send("\r\n");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
