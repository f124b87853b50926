package dev.caravan.gateway.redis;

import dev.caravan.processors.limits.Claim;
import dev.caravan.processors.limits.LimitWindow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a call takes of one window.
 *
 * @param key where Redis has the window
 * @param amount calls or tokens
 */
record SharedShare(Claim claim, LimitWindow window, String key, long amount) {

    private static final String PREFIX = "caravan:limit:";
    private static final int HASH_BYTES = 16;

    static SharedShare of(Claim claim, LimitWindow window) {
        String key = PREFIX + claim.kind().word() + ":" + window.word() + ":" + hash(claim.name());
        return new SharedShare(claim, window, key, claim.amount(window));
    }

    boolean isLease() {
        return window == LimitWindow.CONCURRENT;
    }

    boolean isTokens() {
        return window == LimitWindow.TOKENS;
    }

    int limit() {
        return claim.limit().in(window);
    }

    /** As the scripts want to know it. */
    long periodMicros() {
        return window.period().toNanos() / 1_000;
    }

    /** Names may be long, hold anything, and be those of people. */
    private static String hash(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
