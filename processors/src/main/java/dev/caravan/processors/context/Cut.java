package dev.caravan.processors.context;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of which messages are to be left out.
 *
 * @param body the whole request; stays as it is
 * @param dropped the places of these messages
 * @param tokens what the rest has, about
 */
record Cut(ObjectNode body, Dialogue dialogue, BitSet dropped, long tokens) {

    boolean isNothing() {
        return dropped.isEmpty();
    }

    /** How many messages are left out. */
    int count() {
        return dropped.cardinality();
    }

    List<JsonNode> leftOut() {
        ArrayNode messages = dialogue.messages(body);
        List<JsonNode> leftOut = new ArrayList<>(count());
        dropped.stream().forEach(place -> leftOut.add(messages.get(place)));
        return leftOut;
    }

    /**
     * The rest. It shares its messages with the whole.
     *
     * @param instead what the user is to have said in their place, or null
     */
    ObjectNode rest(@Nullable String instead) {
        ArrayNode messages = dialogue.messages(body);
        ArrayNode kept = Json.array();
        for (int i = 0; i < messages.size(); i++) {
            if (instead != null && i == dropped.nextSetBit(0)) {
                kept.add(dialogue.userMessage(instead));
            }
            if (!dropped.get(i)) {
                kept.add(messages.get(i));
            }
        }
        ObjectNode rest = Json.object();
        rest.setAll(body);
        rest.set(dialogue.field(), kept);
        return rest;
    }
}
