package dev.caravan.processors.routing;

import dev.caravan.processors.request.PercentEncoding;
import dev.caravan.spi.GatewayError;

/**
 * Refuses a path that an upstream, or a proxy before it, may take for another one: dot segments however often they are
 * encoded, backslashes, a double slash that would begin a host, control characters, malformed escapes, and whatever RFC 3986
 * does not allow in a path.
 */
public final class SafePath {

    /** A double encoding is seen in attacks; a third level costs nothing to look at. */
    private static final int LEVELS = 3;

    private SafePath() {}

    /**
     * @param path a percent-encoded path that starts with a slash, or an empty one
     * @throws GatewayError 400 {@code invalid_path} that does not repeat the path
     */
    public static void check(String path) {
        boolean encoded = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw invalid("a character that must be percent-encoded");
            }
            if (c == '\\' || c == '?' || c == '#') {
                throw invalid("a '" + c + "'");
            }
            encoded |= c == '%';
        }
        refuseTraversal(path);
        String decoded = path;
        for (int level = 0; encoded && level < LEVELS; level++) {
            decoded = decode(decoded, level == 0);
            refuseTraversal(decoded);
            encoded = decoded.indexOf('%') >= 0;
        }
    }

    private static void refuseTraversal(String path) {
        if (path.length() > 1 && isSlash(path.charAt(0)) && isSlash(path.charAt(1))) {
            throw invalid("a double slash at its start");
        }
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || isSlash(path.charAt(i))) {
                if (isDots(path, start, i)) {
                    throw invalid("a dot segment");
                }
                start = i + 1;
            }
        }
    }

    /** {@code .} or {@code ..}, also before a path parameter ({@code ..;x}), which some servers cut off. */
    private static boolean isDots(String path, int start, int end) {
        int dots = 0;
        while (start + dots < end && path.charAt(start + dots) == '.') {
            dots++;
        }
        boolean whole = start + dots == end || path.charAt(start + dots) == ';';
        return whole && (dots == 1 || dots == 2);
    }

    /**
     * Decodes octets to characters of the same number. Behind the first level a percent sign may stand for itself, as in
     * {@code 100%25}.
     */
    private static String decode(String path, boolean strict) {
        StringBuilder decoded = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int octet = c != '%'
                    ? -1
                    : i + 2 < path.length() ? PercentEncoding.octet(path.charAt(i + 1), path.charAt(i + 2)) : -1;
            if (octet >= 0) {
                refuseOctet(octet);
                decoded.append((char) octet);
                i += 2;
            } else if (c == '%' && strict) {
                throw invalid("a malformed percent-encoding");
            } else {
                decoded.append(c);
            }
        }
        return decoded.toString();
    }

    private static void refuseOctet(int octet) {
        if (octet < ' ' || octet == 0x7f) {
            throw invalid("an encoded control character");
        }
        // These begin only overlong forms, by which lenient decoders were made to see dots and slashes.
        if (octet == 0xc0 || octet == 0xc1) {
            throw invalid("an encoding that is not UTF-8");
        }
    }

    private static boolean isSlash(char c) {
        return c == '/' || c == '\\';
    }

    private static GatewayError invalid(String what) {
        return GatewayError.badRequest("invalid_path", "The path holds " + what + ".");
    }
}
