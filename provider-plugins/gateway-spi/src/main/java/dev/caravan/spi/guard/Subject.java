package dev.caravan.spi.guard;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link TextJudge} judges.
 *
 * @param side whether it is what the client asks or what the model answers
 * @param text the texts of all messages, or of the answer, joined by line breaks
 * @param lastText the text of the last message, or of the answer
 * @param model the model as the client named it, or null
 * @param requestId the call's id
 */
public record Subject(Side side, String text, String lastText, @Nullable String model, String requestId) {}
