package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Takes the events that tell how an answer grows. */
@FunctionalInterface
interface EventSink {

    /**
     * @param type the event's type, such as {@code response.output_item.added}
     * @param fields its fields but the type and the sequence number
     */
    void event(String type, ObjectNode fields);
}
