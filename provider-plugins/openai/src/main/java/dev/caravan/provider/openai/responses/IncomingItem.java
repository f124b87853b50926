package dev.caravan.provider.openai.responses;

import dev.caravan.spi.wire.Fields;

/** An item of a streamed answer that is coming in. */
interface IncomingItem {

    /** Takes an event of this item. */
    void event(String type, Fields event);

    /** The item is complete; a second time does nothing. */
    void done(Fields item);

    /** The answer ends, though nobody said that the item is complete. */
    void end();
}
