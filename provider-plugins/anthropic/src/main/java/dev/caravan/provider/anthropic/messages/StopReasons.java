package dev.caravan.provider.anthropic.messages;

import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import org.jspecify.annotations.Nullable;

/**
 * {@code stop_reason}. Source: <a
 * href="https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons">Handling stop reasons</a>.
 */
final class StopReasons {

    private StopReasons() {}

    static Finish read(String word, @Nullable String sequence) {
        return switch (word) {
            case "end_turn" -> new Finish(Reason.STOP);
            case "max_tokens" -> new Finish(Reason.LENGTH);
            case "stop_sequence" -> new Finish(Reason.STOP_SEQUENCE, sequence, null);
            case "tool_use" -> new Finish(Reason.TOOL_CALLS);
            case "pause_turn" -> new Finish(Reason.PAUSE);
            case "refusal" -> new Finish(Reason.REFUSAL);
            case "model_context_window_exceeded" -> new Finish(Reason.CONTEXT_WINDOW);
            default -> new Finish(Reason.OTHER, null, word);
        };
    }

    /**
     * @param finish null where the provider did not say
     * @param called whether tools were called: a client runs them only when the reason says so
     * @param refused whether the model declined, which others tell by the content
     */
    static String write(@Nullable Finish finish, boolean called, boolean refused) {
        return switch (finish == null ? Reason.OTHER : finish.reason()) {
            case STOP, OTHER, ERROR -> refused ? "refusal" : called ? "tool_use" : "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case CONTEXT_WINDOW -> "model_context_window_exceeded";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER, REFUSAL -> "refusal";
            case PAUSE -> "pause_turn";
        };
    }
}
