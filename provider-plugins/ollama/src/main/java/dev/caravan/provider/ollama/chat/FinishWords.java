package dev.caravan.provider.ollama.chat;

import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of {@code done_reason}. Ollama has none for tool calls: they are told by being there. {@code load} and {@code
 * unload} answer to a request that says nothing but for how long to keep a model.
 */
final class FinishWords {

    private static final Set<String> OWN = Set.of("load", "unload");

    private FinishWords() {}

    /**
     * @param word null in answers of old servers
     * @param calls whether the answer calls tools
     */
    static Finish read(@Nullable String word, boolean calls) {
        return switch (word == null ? "stop" : word) {
            case "stop" -> new Finish(calls ? Finish.Reason.TOOL_CALLS : Finish.Reason.STOP);
            case "length" -> new Finish(Finish.Reason.LENGTH);
            default -> new Finish(Finish.Reason.OTHER, null, word);
        };
    }

    /** The nearest word; what it does not tell is a loss. */
    static String write(@Nullable Finish finish, Losses losses) {
        if (finish == null) {
            return "stop";
        }
        return switch (finish.reason()) {
            case STOP, TOOL_CALLS -> "stop";
            case LENGTH -> "length";
            case STOP_SEQUENCE -> lost("stop", "stop_sequence", losses);
            case CONTEXT_WINDOW -> lost("length", "finish_reason.context_window", losses);
            case CONTENT_FILTER -> lost("stop", "finish_reason.content_filter", losses);
            case REFUSAL -> lost("stop", "finish_reason.refusal", losses);
            case PAUSE -> lost("stop", "finish_reason.pause", losses);
            case ERROR -> lost("stop", "finish_reason.error", losses);
            case OTHER ->
                finish.raw() != null && OWN.contains(finish.raw())
                        ? finish.raw()
                        : lost("stop", "finish_reason", losses);
        };
    }

    private static String lost(String word, String field, Losses losses) {
        losses.add(field);
        return word;
    }
}
