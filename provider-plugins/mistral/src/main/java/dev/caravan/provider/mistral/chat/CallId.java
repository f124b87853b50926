package dev.caravan.provider.mistral.chat;

import dev.caravan.spi.wire.MadeUpId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids of tool calls: nine letters and digits, or Mistral refuses the request. Another provider's id becomes one by its digest,
 * the same one for a call and its result, and in every turn.
 */
final class CallId {

    private static final int LENGTH = 9;
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9]{" + LENGTH + "}");
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private CallId() {}

    /** The id as Mistral takes it. */
    static String of(String id) {
        return VALID.matcher(id).matches() ? id : digest(id);
    }

    /** A new one, for a call that has none. */
    static String random() {
        return digest(MadeUpId.uuid().toString());
    }

    /** Mistral's client writes the text {@code null} where there is none. */
    static @Nullable String read(@Nullable String id) {
        return id == null || id.isEmpty() || id.equals("null") ? null : id;
    }

    private static String digest(String text) {
        BigInteger number = new BigInteger(1, sha256(text));
        BigInteger base = BigInteger.valueOf(DIGITS.length());
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            BigInteger[] parts = number.divideAndRemainder(base);
            id.append(DIGITS.charAt(parts[1].intValue()));
            number = parts[0];
        }
        return id.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
