package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tells what happens to one part of a message's content. */
record ContentEvents(ItemEvents item, int contentIndex) {

    ObjectNode fields() {
        return item.fields().put("content_index", contentIndex);
    }

    void tell(String type, ObjectNode fields) {
        item.tell(type, fields);
    }

    /** Tells of the part as a whole: {@code added} or {@code done}. */
    void part(String what, ObjectNode part) {
        item.tell("response.content_part." + what, fields().set("part", part));
    }
}
