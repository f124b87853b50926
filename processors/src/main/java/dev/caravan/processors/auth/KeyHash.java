package dev.caravan.processors.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a key: all that the gateway keeps of it. Equality takes the same time whatever differs. */
public final class KeyHash {

    private static final MessageDigest SHA_256 = sha256();

    private final byte[] bytes;

    private KeyHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The hash of a key in clear. */
    public static KeyHash of(String key) {
        return new KeyHash(freshDigest().digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * @param hex 64 hexadecimal digits, as {@code sha256sum} prints them
     * @throws IllegalArgumentException when it is anything else
     */
    public static KeyHash ofHex(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits, this has " + hex.length());
        }
        return new KeyHash(bytes);
    }

    /** 64 hexadecimal digits, for the store of keys and nobody else. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "sha256:…";
    }

    /** A copy of a digest that was never fed costs a fraction of asking the security providers for one. */
    private static MessageDigest freshDigest() {
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
