package dev.caravan.provider.cohere.chat;

import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import org.jspecify.annotations.Nullable;

/** The words of {@code finish_reason}. */
final class FinishWords {

    private static final String TIMEOUT = "TIMEOUT";

    private FinishWords() {}

    static Finish read(String word) {
        return switch (word) {
            case "COMPLETE" -> new Finish(Finish.Reason.STOP);
            case "STOP_SEQUENCE" -> new Finish(Finish.Reason.STOP_SEQUENCE);
            case "MAX_TOKENS" -> new Finish(Finish.Reason.LENGTH);
            case "TOOL_CALL" -> new Finish(Finish.Reason.TOOL_CALLS);
            case "ERROR" -> new Finish(Finish.Reason.ERROR);
            case TIMEOUT -> new Finish(Finish.Reason.ERROR, null, word);
            default -> new Finish(Finish.Reason.OTHER, null, word);
        };
    }

    /** The nearest word; what it does not tell is a loss. */
    static String write(@Nullable Finish finish, Losses losses) {
        if (finish == null) {
            return "COMPLETE";
        }
        return switch (finish.reason()) {
            case STOP -> "COMPLETE";
            case STOP_SEQUENCE -> {
                if (finish.stopSequence() != null) {
                    losses.add("stop_sequence");
                }
                yield "STOP_SEQUENCE";
            }
            case LENGTH -> "MAX_TOKENS";
            case TOOL_CALLS -> "TOOL_CALL";
            case ERROR -> TIMEOUT.equals(finish.raw()) ? TIMEOUT : "ERROR";
            case CONTEXT_WINDOW -> lost("MAX_TOKENS", "finish_reason.context_window", losses);
            case CONTENT_FILTER -> lost("COMPLETE", "finish_reason.content_filter", losses);
            case REFUSAL -> lost("COMPLETE", "finish_reason.refusal", losses);
            case PAUSE -> lost("COMPLETE", "finish_reason.pause", losses);
            case OTHER -> lost("COMPLETE", "finish_reason", losses);
        };
    }

    private static String lost(String word, String field, Losses losses) {
        losses.add(field);
        return word;
    }
}
