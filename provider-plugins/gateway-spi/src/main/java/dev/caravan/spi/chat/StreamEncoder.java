package dev.caravan.spi.chat;

import dev.caravan.spi.wire.WireOutput;

/** Writes one streamed answer. Used on one thread. */
public interface StreamEncoder {

    /**
     * Writes what an event means in the dialect: nothing, one event of its own or several, always whole ones.
     *
     * <p>A {@link ChatEvent.Failed} becomes the dialect's error event. A part that the dialect cannot express is left out.
     */
    void encode(ChatEvent event, WireOutput out);
}
