package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Answers with a page of the keys: first those of the configuration, in its order, then those of the database, the oldest
 * first, revoked ones among them. The query may say {@code project}, {@code limit} (50, at most 200) and {@code after}, the
 * id of the last key of the page before.
 */
public final class ListKeys implements AsyncCallStep {

    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final KeyAdministration keys;

    public ListKeys(KeyAdministration keys) {
        this.keys = keys;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Map<String, List<String>> query = query(call.request().query());
        String project = Administrator.of(call).sees(parameter(query, "project"));
        int limit = limit(parameter(query, "limit"));
        String after = parameter(query, "after");
        return keys.answer(call, 200, () -> page(project, limit, after == null ? "" : after));
    }

    /** One more than is wanted tells whether there are more. */
    private ObjectNode page(@Nullable String project, int limit, String after) {
        List<ObjectNode> page = new ArrayList<>();
        for (ApiKey key : configured(project, after)) {
            page.add(KeyJson.of(key));
        }
        if (page.size() <= limit) {
            Instant now = keys.now();
            String stored = after.startsWith(KeyJson.CONFIGURED) ? "" : after;
            for (StoredKey key : keys.directory().page(project, stored, limit + 1 - page.size())) {
                page.add(KeyJson.of(key, now));
            }
        }
        return answer(page, limit);
    }

    private List<ApiKey> configured(@Nullable String project, String after) {
        if (!after.isEmpty() && !after.startsWith(KeyJson.CONFIGURED)) {
            return List.of();
        }
        List<ApiKey> shown = new ArrayList<>();
        boolean begun = after.isEmpty();
        for (ApiKey key : keys.configured()) {
            if (begun && (project == null || project.equals(key.principal().project()))) {
                shown.add(key);
            }
            begun |= KeyJson.idOf(key).equals(after);
        }
        if (!begun) {
            throw invalid("after", "'after' is the id of no key.");
        }
        return shown;
    }

    private static ObjectNode answer(List<ObjectNode> page, int limit) {
        ObjectNode answer = Json.object();
        ArrayNode data = answer.putArray("data");
        page.stream().limit(limit).forEach(data::add);
        answer.put("has_more", page.size() > limit);
        if (!data.isEmpty()) {
            answer.put("last_id", data.get(data.size() - 1).path("id").asText());
        }
        return answer;
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // told below, together with a number out of range
        }
        throw invalid("limit", "'limit' is no number from 1 to " + MOST + ".");
    }

    private static @Nullable String parameter(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    private static Map<String, List<String>> query(@Nullable String query) {
        try {
            return query == null ? Map.of() : new QueryStringDecoder(query, false).parameters();
        } catch (IllegalArgumentException e) {
            throw GatewayError.badRequest("invalid_query", "The query of the URL is not well-formed.");
        }
    }

    private static GatewayError invalid(String parameter, String message) {
        return GatewayError.of(400, "invalid_query", "%s", message).withParam(parameter);
    }
}
