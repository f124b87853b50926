package dev.caravan.processors.auth;

import dev.caravan.processors.request.PercentEncoding;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A raw query, read and cut without touching a byte of what stays. */
final class QueryParameters {

    private QueryParameters() {}

    /** The decoded value of the first parameter of that name, or null when there is none or it is malformed. */
    static @Nullable String first(String query, String name) {
        int start = 0;
        while (start <= query.length()) {
            int end = end(query, start);
            if (query.startsWith(name, start)
                    && start + name.length() < end
                    && query.charAt(start + name.length()) == '=') {
                return PercentEncoding.decode(query.substring(start + name.length() + 1, end));
            }
            start = end + 1;
        }
        return null;
    }

    /**
     * The query without the parameters whose decoded value is unwanted; the same object when there are none.
     *
     * @return null when nothing is left
     */
    static @Nullable String without(String query, Predicate<String> unwanted) {
        StringBuilder kept = null;
        int start = 0;
        while (start <= query.length()) {
            int end = end(query, start);
            boolean drop = isUnwanted(query, start, end, unwanted);
            if (drop && kept == null) {
                kept = new StringBuilder(query.length()).append(query, 0, Math.max(0, start - 1));
            } else if (!drop && kept != null) {
                kept.append(kept.isEmpty() ? "" : "&").append(query, start, end);
            }
            start = end + 1;
        }
        if (kept == null) {
            return query;
        }
        return kept.isEmpty() ? null : kept.toString();
    }

    /** A parameter without an equals sign counts as a value. */
    private static boolean isUnwanted(String query, int start, int end, Predicate<String> unwanted) {
        String parameter = query.substring(start, end);
        String raw = parameter.substring(parameter.indexOf('=') + 1);
        if (raw.isEmpty()) {
            return false;
        }
        if (unwanted.test(raw)) {
            return true;
        }
        String decoded = PercentEncoding.decode(raw);
        return decoded != null && !decoded.equals(raw) && unwanted.test(decoded);
    }

    private static int end(String query, int start) {
        int end = query.indexOf('&', start);
        return end < 0 ? query.length() : end;
    }
}
