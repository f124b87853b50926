package dev.caravan.provider.openai.chat;

import dev.caravan.spi.wire.MadeUpId;

/** What OpenAI's answers must have and other providers do not say. */
final class AnswerIds {

    private AnswerIds() {}

    static String completion() {
        return "chatcmpl-" + word();
    }

    static String call() {
        return "call_" + word();
    }

    /** Seconds since the epoch. */
    static long now() {
        return System.currentTimeMillis() / 1000;
    }

    private static String word() {
        return MadeUpId.hex();
    }
}
