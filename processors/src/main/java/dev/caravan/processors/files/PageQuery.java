package dev.caravan.processors.files;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Queries of lists. */
final class PageQuery {

    private PageQuery() {}

    /**
     * The query of the page that begins behind an item.
     *
     * @param query the client's, raw; all else in it stays as it is
     * @param cursor the parameter that names the item
     */
    static String after(@Nullable String query, String cursor, String id) {
        StringJoiner next = new StringJoiner("&");
        for (String parameter : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            if (!parameter.startsWith(cursor + "=") && !parameter.equals(cursor)) {
                next.add(parameter);
            }
        }
        return next.add(cursor + "=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                .toString();
    }

    /** Whether a list is read backwards, towards its beginning. */
    static boolean isBackwards(@Nullable String query) {
        return query != null && (query.startsWith("before") || query.contains("&before"));
    }
}
