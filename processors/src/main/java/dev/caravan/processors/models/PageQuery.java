package dev.caravan.processors.models;

import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request for a list that say which part of it is wanted. */
final class PageQuery {

    /** The longest page of Anthropic's and of Google's lists. */
    private static final int LONGEST = 1000;

    private final Map<String, List<String>> parameters;

    /** @param query the raw query without the question mark, or null */
    PageQuery(@Nullable String query) {
        parameters = query == null ? Map.of() : parse(query);
    }

    /** The value of a parameter; null when it is absent or empty. */
    @Nullable
    String text(String name) {
        List<String> values = parameters.get(name);
        String value = values == null ? "" : values.get(0);
        return value.isEmpty() ? null : value;
    }

    /**
     * How many entries the page may have: all of them when the parameter is absent, so that a client that knows no pages sees
     * every model.
     *
     * @throws GatewayError 400 when it is no number from 1 to 1000
     */
    int size(String name) {
        String value = text(name);
        if (value == null) {
            return Integer.MAX_VALUE;
        }
        try {
            int size = Integer.parseInt(value);
            if (size >= 1 && size <= LONGEST) {
                return size;
            }
        } catch (NumberFormatException e) {
            // told below, together with a number out of range
        }
        throw GatewayError.badRequest("invalid_query", "%s: '%s' is no number from 1 to %d.", name, value, LONGEST)
                .withParam(name);
    }

    /**
     * Where the page's neighbour stands in the list.
     *
     * @return the index of the model that the parameter names, or -1 when the parameter is absent
     * @throws GatewayError 400 when no model of the list has that id
     */
    int position(String name, List<ListedModel> models) {
        String id = text(name);
        if (id == null) {
            return -1;
        }
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).id().equals(id)) {
                return i;
            }
        }
        throw GatewayError.badRequest("invalid_query", "%s: the list has no model '%s'.", name, id)
                .withParam(name);
    }

    private static Map<String, List<String>> parse(String query) {
        try {
            return new QueryStringDecoder(query, false).parameters();
        } catch (IllegalArgumentException e) {
            throw GatewayError.badRequest("invalid_query", "The query of the URL is not well-formed.");
        }
    }
}
