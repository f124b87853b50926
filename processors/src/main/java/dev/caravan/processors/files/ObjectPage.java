package dev.caravan.processors.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One page of a list: {@code {"data":[{"id"}],"first_id","last_id","has_more"}}. */
final class ObjectPage {

    private static final String DATA = "data";
    private static final String HAS_MORE = "has_more";

    private final ObjectNode page;
    private final ArrayNode items;

    private ObjectPage(ObjectNode page, ArrayNode items) {
        this.page = page;
        this.items = items;
    }

    /** @throws GatewayError 502 {@code unreadable_list} for anything else: what cannot be read cannot be sorted out */
    static ObjectPage of(@Nullable ObjectNode told, String provider) {
        if (told == null || !(told.get(DATA) instanceof ArrayNode items)) {
            throw GatewayError.of(502, "unreadable_list", "Provider '%s' has told a list that is none.", provider);
        }
        return new ObjectPage(told, items);
    }

    ObjectNode json() {
        return page;
    }

    ArrayNode items() {
        return items;
    }

    Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        items.forEach(item -> ids.add(id(item)));
        return ids;
    }

    /** The id of the last item, where the next page begins; null on an empty page, or when there is no next one. */
    @Nullable
    String next() {
        return items.isEmpty() || !page.path(HAS_MORE).asBoolean(false) ? null : id(items.get(items.size() - 1));
    }

    /** Leaves out what is not in the set, and whatever the page says of it. */
    boolean keep(Set<String> ids) {
        int before = items.size();
        for (int i = before - 1; i >= 0; i--) {
            if (!ids.contains(id(items.get(i)))) {
                items.remove(i);
            }
        }
        if (items.size() == before) {
            return false;
        }
        tell("first_id", items.path(0));
        tell("last_id", items.path(items.size() - 1));
        if (page.has("total")) {
            page.put("total", items.size());
        }
        return true;
    }

    /** Says that there is no next page; true, as that changes it. */
    boolean end() {
        page.put(HAS_MORE, false);
        return true;
    }

    private void tell(String field, JsonNode item) {
        if (page.has(field)) {
            page.put(field, item.path("id").textValue());
        }
    }

    private static String id(JsonNode item) {
        return item.path("id").asText("");
    }
}
