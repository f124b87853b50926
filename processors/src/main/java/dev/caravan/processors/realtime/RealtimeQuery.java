package dev.caravan.processors.realtime;

import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of a realtime session. Names are read however they are written, since an upstream may read them so: {@code mod%65l}, and
 * {@code Model} with Azure.
 */
public final class RealtimeQuery {

    private static final Set<String> MODEL = Set.of("model", "deployment");

    private final Map<String, List<String>> parameters;

    private RealtimeQuery(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * @param query the raw query, or null
     * @throws GatewayError 400 {@code malformed_query} when it cannot be decoded
     */
    static RealtimeQuery of(@Nullable String query) {
        if (query == null) {
            return new RealtimeQuery(Map.of());
        }
        try {
            return new RealtimeQuery(
                    new QueryStringDecoder(query, StandardCharsets.UTF_8, false, 1024, true).parameters());
        } catch (IllegalArgumentException e) {
            throw GatewayError.badRequest("malformed_query", "The query holds a malformed percent-encoding.");
        }
    }

    /**
     * The model that it names; null when it names none.
     *
     * @throws GatewayError 400 {@code duplicate_parameter} when it names several
     */
    @Nullable
    String model() {
        Set<String> named = new LinkedHashSet<>();
        parameters.forEach((name, values) -> {
            if (isModel(name)) {
                named.addAll(values);
            }
        });
        named.removeIf(String::isBlank);
        if (named.size() > 1) {
            throw GatewayError.badRequest("duplicate_parameter", "The query names more than one model.")
                    .withParam("model");
        }
        return named.isEmpty() ? null : named.iterator().next();
    }

    /** The first value of a parameter; null without one. */
    @Nullable
    String first(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
    }

    /**
     * The same query with the model as the upstream names it; all the rest stays byte for byte.
     *
     * @param query the raw query, or null; one that could be read
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
            boolean named = isModel(QueryStringDecoder.decodeComponent(name));
            changed.append(changed.isEmpty() ? "" : "&").append(named ? name + "=" + encoded : parameter);
        }
        return changed.toString();
    }

    private static boolean isModel(String name) {
        return MODEL.contains(name.toLowerCase(Locale.ROOT));
    }
}
