package dev.caravan.processors.realtime;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The query of a realtime session as it goes upstream. */
public final class RealtimeQuery {

    private RealtimeQuery() {}

    /**
     * The same query with the model as the upstream names it; all the rest stays byte for byte.
     *
     * @param query the raw query, or null
     * @param model null to leave the query as it is
     */
    public static @Nullable String withModel(@Nullable String query, @Nullable String model) {
        if (query == null || model == null) {
            return query;
        }
        String encoded = URLEncoder.encode(model, StandardCharsets.UTF_8);
        StringBuilder changed = new StringBuilder(query.length());
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            boolean named = name.equals("model") || name.equals("deployment");
            changed.append(changed.isEmpty() ? "" : "&").append(named ? name + "=" + encoded : parameter);
        }
        return changed.toString();
    }
}
