package dev.caravan.provider.openai.chat;

import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import org.jspecify.annotations.Nullable;

/** The words of {@code finish_reason}. */
final class FinishWords {

    private FinishWords() {}

    static Finish read(String word) {
        return switch (word) {
            case "stop" -> new Finish(Finish.Reason.STOP);
            case "length" -> new Finish(Finish.Reason.LENGTH);
            case "tool_calls", "function_call" -> new Finish(Finish.Reason.TOOL_CALLS);
            case "content_filter" -> new Finish(Finish.Reason.CONTENT_FILTER);
            case "error" -> new Finish(Finish.Reason.ERROR);
            default -> new Finish(Finish.Reason.OTHER, null, word);
        };
    }

    /** The nearest word; what it does not tell is a loss. */
    static String write(@Nullable Finish finish, Losses losses) {
        if (finish == null) {
            return "stop";
        }
        return switch (finish.reason()) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            case STOP_SEQUENCE -> lost("stop", "stop_sequence", losses);
            case CONTEXT_WINDOW -> lost("length", "finish_reason.context_window", losses);
            case REFUSAL -> lost("content_filter", "finish_reason.refusal", losses);
            case PAUSE -> lost("stop", "finish_reason.pause", losses);
            case ERROR -> lost("stop", "finish_reason.error", losses);
            case OTHER -> lost("stop", "finish_reason", losses);
        };
    }

    private static String lost(String word, String field, Losses losses) {
        losses.add(field);
        return word;
    }
}
