package dev.caravan.processors.genai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lists that were taken apart into attributes with numbers in their names: {@code llm.input_messages.0.message.role}. They come
 * back as trees.
 */
final class Numbered {

    /** No convention nests deeper. */
    private static final int DEEPEST = 12;

    private Numbered() {}

    /**
     * The list whose attributes begin with that name and a dot, in the order of the numbers. Lists within stay objects with
     * numbers for names; see {@link #entries}.
     */
    static ArrayNode list(Attributes attributes, String name) {
        ObjectNode root = Json.object();
        String prefix = name + ".";
        attributes.values().properties().forEach(attribute -> {
            if (attribute.getKey().startsWith(prefix)) {
                String[] path = attribute.getKey().substring(prefix.length()).split("\\.", -1);
                if (path.length <= DEEPEST) {
                    put(root, path, attribute.getValue());
                }
            }
        });
        return entries(root);
    }

    /** The values of an object whose names are numbers, in their order; the elements of an array; else nothing. */
    static ArrayNode entries(JsonNode list) {
        if (list instanceof ArrayNode array) {
            return array;
        }
        Map<Integer, JsonNode> ordered = new TreeMap<>();
        list.properties().forEach(entry -> {
            String number = entry.getKey();
            if (!number.isEmpty() && number.length() <= 6 && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                ordered.put(Integer.valueOf(number), entry.getValue());
            }
        });
        ArrayNode entries = Json.array();
        ordered.values().forEach(entries::add);
        return entries;
    }

    private static void put(ObjectNode root, String[] path, JsonNode value) {
        ObjectNode node = root;
        for (int i = 0; i < path.length - 1; i++) {
            JsonNode next = node.get(path[i]);
            node = next instanceof ObjectNode object ? object : node.putObject(path[i]);
        }
        node.set(path[path.length - 1], value);
    }
}
