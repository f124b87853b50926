package dev.caravan.provider.cohere.chat;

import java.util.UUID;

/** The ids that Cohere's answers must have and other providers do not give. */
final class AnswerIds {

    private AnswerIds() {}

    static String answer() {
        return UUID.randomUUID().toString();
    }

    static String call() {
        return "call_" + UUID.randomUUID().toString().replace("-", "");
    }
}
