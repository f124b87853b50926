package dev.caravan.processors.agents;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The names by which models know the tools of servers: {@code server__tool}, in the characters and the length that all providers
 * take ({@code [a-zA-Z0-9_-]{1,64}}). A name that has to be changed for it ends in a digest of the whole name, so that it does
 * not depend on which other tools there are, and two names that look alike stay two.
 */
public final class ToolNames {

    /** What stands between the server's name, which does not hold it, and the tool's. */
    public static final String BETWEEN = "__";

    private static final int LONGEST = 64;
    private static final int DIGEST_BYTES = 4;

    private ToolNames() {}

    /** The name of a server's tool. */
    public static String of(String server, String tool) {
        String whole = server + BETWEEN + tool;
        StringBuilder clean = new StringBuilder(whole.length());
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            clean.append(isAllowed(c) ? c : '_');
        }
        if (clean.length() <= LONGEST && clean.toString().equals(whole)) {
            return whole;
        }
        String digest = "_" + digest(whole);
        clean.setLength(Math.min(clean.length(), LONGEST - digest.length()));
        return clean.append(digest).toString();
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
