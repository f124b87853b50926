package dev.caravan.acceptance.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Takes one request in, piece by piece, without holding a big body. */
final class RequestRecorder {

    static final int KEPT_BYTES = 4 * 1024 * 1024;

    private final HttpRequest head;
    private final MessageDigest digest = sha256();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long bytes;

    RequestRecorder(HttpRequest head) {
        this.head = head;
    }

    void take(ByteBuf content) {
        digest.update(content.nioBuffer());
        int room = Math.min(content.readableBytes(), KEPT_BYTES - kept.size());
        if (room > 0) {
            try {
                content.getBytes(content.readerIndex(), kept, room);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        bytes += content.readableBytes();
    }

    RecordedCall complete() {
        return new RecordedCall(
                head.method().name(),
                head.uri(),
                head.headers().copy(),
                kept.toByteArray(),
                bytes,
                HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
