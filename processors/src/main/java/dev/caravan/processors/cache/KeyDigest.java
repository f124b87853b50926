package dev.caravan.processors.cache;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Takes the parts of a question one after the other; each counts with its length, so that no two questions look alike. */
final class KeyDigest {

    private static final MessageDigest SHA_256 = sha256();

    private final MessageDigest digest = fresh();
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    KeyDigest put(@Nullable String text) {
        if (text == null) {
            return putLength(-1);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putLength(bytes.length);
        digest.update(bytes);
        return this;
    }

    KeyDigest put(Collection<String> texts) {
        putLength(texts.size());
        texts.forEach(this::put);
        return this;
    }

    KeyDigest put(ByteBuf bytes) {
        putLength(bytes.readableBytes());
        for (ByteBuffer part : bytes.nioBuffers()) {
            digest.update(part);
        }
        return this;
    }

    CacheKey key() {
        return CacheKey.of(digest.digest());
    }

    private KeyDigest putLength(int value) {
        length.clear().putInt(value).flip();
        digest.update(length);
        return this;
    }

    /** A copy of a digest that was never fed costs a fraction of asking the security providers for one. */
    private static MessageDigest fresh() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
