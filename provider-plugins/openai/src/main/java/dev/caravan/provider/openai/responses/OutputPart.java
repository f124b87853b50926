package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.chat.Citation;

/** A part of an item that is being written; what its kind does not have is passed over. */
interface OutputPart {

    void grow(String text);

    /** No more growth follows. */
    void end();

    default void sign(String signature) {}

    default void cite(Citation citation) {}

    /** @return whether the log probabilities found their place */
    default boolean tokens(ArrayNode logprobs) {
        return false;
    }
}
