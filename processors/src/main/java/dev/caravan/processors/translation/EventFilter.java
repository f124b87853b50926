package dev.caravan.processors.translation;

import dev.caravan.spi.chat.ChatEvent;
import java.util.function.Consumer;

/** Stands between a stream and its client. Used on one thread. */
@FunctionalInterface
public interface EventFilter {

    /**
     * The next event of the stream.
     *
     * @param onward takes what the client is to get by now: this event, others, or none yet. Order and grammar stay those of
     *     {@link ChatEvent}; a {@link ChatEvent.Failed} ends the stream
     */
    void filter(ChatEvent event, Consumer<ChatEvent> onward);
}
