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
    private static final int LONGEST_BEFORE_DIGEST = LONGEST - 1 - 2 * DIGEST_BYTES;

    private ToolNames() {}

    /** The name of a server's tool. */
    public static String of(String server, String tool) {
        String whole = server + BETWEEN + tool;
        StringBuilder clean = clean(whole);
        if (clean.length() <= LONGEST && clean.toString().equals(whole)) {
            return whole;
        }
        clean.setLength(Math.min(clean.length(), LONGEST_BEFORE_DIGEST));
        return clean.append('_').append(digest(whole)).toString();
    }

    /** Whether a tool of the server may have that name; no server of which it says no has one. */
    public static boolean mayBeOf(String server, String name) {
        StringBuilder start = clean(server + BETWEEN);
        start.setLength(Math.min(start.length(), LONGEST_BEFORE_DIGEST));
        return name.startsWith(start.toString());
    }

    private static StringBuilder clean(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            clean.append(isAllowed(c) ? c : '_');
        }
        return clean;
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
