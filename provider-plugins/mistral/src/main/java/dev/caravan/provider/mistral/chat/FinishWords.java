package dev.caravan.provider.mistral.chat;

import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import org.jspecify.annotations.Nullable;

/** The words of {@code finish_reason}. */
final class FinishWords {

    private static final String STOP = "stop";
    private static final String LENGTH = "length";

    private FinishWords() {}

    static Finish read(String word) {
        return switch (word) {
            case STOP -> new Finish(Finish.Reason.STOP);
            case LENGTH -> new Finish(Finish.Reason.LENGTH);
            case "model_length" -> new Finish(Finish.Reason.CONTEXT_WINDOW);
            case "tool_calls" -> new Finish(Finish.Reason.TOOL_CALLS);
            case "error" -> new Finish(Finish.Reason.ERROR);
            default -> new Finish(Finish.Reason.OTHER, null, word);
        };
    }

    /** The nearest word of a whole answer; what it does not tell is a loss. */
    static String write(@Nullable Finish finish, Losses losses) {
        if (finish == null) {
            return STOP;
        }
        return switch (finish.reason()) {
            case STOP -> STOP;
            case LENGTH -> LENGTH;
            case CONTEXT_WINDOW -> "model_length";
            case TOOL_CALLS -> "tool_calls";
            case ERROR -> "error";
            case CONTENT_FILTER -> lost("error", "finish_reason.content_filter", losses);
            case STOP_SEQUENCE -> lost(STOP, "stop_sequence", losses);
            case REFUSAL -> lost(STOP, "finish_reason.refusal", losses);
            case PAUSE -> lost(STOP, "finish_reason.pause", losses);
            case OTHER -> lost(STOP, "finish_reason", losses);
        };
    }

    /** The nearest word of a stream, which has no word for a full context window. */
    static String writeInStream(Finish finish) {
        return finish.reason() == Finish.Reason.CONTEXT_WINDOW ? LENGTH : write(finish, new Losses());
    }

    private static String lost(String word, String field, Losses losses) {
        losses.add(field);
        return word;
    }
}
