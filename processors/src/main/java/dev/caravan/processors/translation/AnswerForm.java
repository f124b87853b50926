package dev.caravan.processors.translation;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamEncoder;

/** How an answer reaches whoever has asked: in a client's dialect, or as it is read. */
interface AnswerForm {

    /** The content type of a streamed answer. */
    String streamContentType();

    /** Writes one streamed answer. */
    StreamEncoder streamEncoder();

    /** Writes a whole answer; takes what it has no place for. */
    byte[] whole(ChatAnswer answer, Losses losses);

    /** Writes the answer of a provider that answered with an error. */
    byte[] error(GatewayError error);
}
