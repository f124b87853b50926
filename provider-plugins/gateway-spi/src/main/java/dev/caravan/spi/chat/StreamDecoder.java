package dev.caravan.spi.chat;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads one streamed answer, cut anywhere. Used on one thread. */
public interface StreamDecoder {

    /**
     * Takes the next bytes.
     *
     * @param bytes as they came off the wire; read to their end
     * @param events takes what they complete, in order: see {@link ChatEvent}
     */
    void decode(ByteBuffer bytes, Consumer<ChatEvent> events);

    /**
     * The upstream closed the answer without an error of the transport. A decoder that has not seen the dialect's end says
     * nothing: whoever asks takes the lack of {@link ChatEvent.Ended} for a broken answer.
     */
    void end(Consumer<ChatEvent> events);
}
