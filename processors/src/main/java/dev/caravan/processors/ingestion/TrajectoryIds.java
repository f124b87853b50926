package dev.caravan.processors.ingestion;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids that are the same whenever the same trajectory comes again. */
final class TrajectoryIds {

    private static final int TRACE = 32;
    private static final int SPAN = 16;

    private TrajectoryIds() {}

    /** The id of a trace that has none of its own. */
    static String trace(byte[] of) {
        return digest(of).substring(0, TRACE);
    }

    static String span(String... parts) {
        return digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)).substring(0, SPAN);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
