package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;

/** Tells what happens to one item of the output. */
record ItemEvents(EventSink sink, String itemId, int outputIndex) {

    /** The fields that say which item it is. */
    ObjectNode fields() {
        return Json.object().put("item_id", itemId).put("output_index", outputIndex);
    }

    void tell(String type, ObjectNode fields) {
        sink.event(type, fields);
    }

    /** Tells of the item as a whole: {@code added} or {@code done}. */
    void item(String what, ObjectNode item) {
        sink.event(
                "response.output_item." + what,
                Json.object().put("output_index", outputIndex).set("item", item));
    }
}
