package dev.caravan.provider.echo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What stands for chance here: a number that follows from a text. Equal texts give equal ids, vectors and colours. */
final class Fingerprint {

    private final byte[] hash;

    private Fingerprint(byte[] hash) {
        this.hash = hash;
    }

    /** Of the bytes from the buffer's position on, which does not move. */
    static Fingerprint of(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return new Fingerprint(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static Fingerprint of(String text) {
        return of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Up to 64 characters of lower-case hexadecimal. */
    String hex(int characters) {
        return HexFormat.of().formatHex(hash).substring(0, characters);
    }

    long number() {
        return ByteBuffer.wrap(hash).getLong();
    }
}
