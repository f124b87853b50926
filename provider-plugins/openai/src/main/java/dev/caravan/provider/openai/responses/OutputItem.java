package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;

/** An item of an answer that is being written. */
interface OutputItem {

    /** The item as it stands. */
    ObjectNode json(String status);

    /** Whether another part of the answer belongs into this item. */
    boolean takes(Part head);

    /** Begins a part of the item. */
    OutputPart begin(Part head);
}
