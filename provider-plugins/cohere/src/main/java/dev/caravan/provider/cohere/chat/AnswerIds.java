package dev.caravan.provider.cohere.chat;

import dev.caravan.spi.wire.MadeUpId;

/** The ids that Cohere's answers must have and other providers do not give. */
final class AnswerIds {

    private AnswerIds() {}

    static String answer() {
        return MadeUpId.uuid().toString();
    }

    static String call() {
        return "call_" + MadeUpId.hex();
    }
}
