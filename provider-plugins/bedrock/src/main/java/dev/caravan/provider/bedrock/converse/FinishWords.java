package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's {@code stopReason} and the neutral reasons. The sequence that ended an answer is no field of Converse's own:
 * Anthropic's models give it among the additional response fields when it is asked for by {@link #STOP_SEQUENCE_PATH}.
 */
final class FinishWords {

    /** What asks for {@code stop_sequence} in {@code additionalModelResponseFieldPaths}. */
    static final String STOP_SEQUENCE_PATH = "/stop_sequence";

    private static final String STOP_SEQUENCE = "stop_sequence";
    private static final Set<String> KNOWN = Set.of(
            "end_turn",
            "tool_use",
            "max_tokens",
            STOP_SEQUENCE,
            "guardrail_intervened",
            "content_filtered",
            "malformed_model_output",
            "malformed_tool_use",
            "model_context_window_exceeded");

    private FinishWords() {}

    /** @param additional the answer's {@code additionalModelResponseFields}, or null */
    static Finish read(String word, @Nullable JsonNode additional) {
        JsonNode sequence = additional == null ? null : additional.get(STOP_SEQUENCE);
        return switch (word) {
            case "end_turn" -> new Finish(Reason.STOP);
            case "tool_use" -> new Finish(Reason.TOOL_CALLS);
            case "max_tokens" -> new Finish(Reason.LENGTH);
            case STOP_SEQUENCE ->
                new Finish(
                        Reason.STOP_SEQUENCE,
                        sequence != null && sequence.isTextual() ? sequence.textValue() : null,
                        null);
            case "content_filtered" -> new Finish(Reason.CONTENT_FILTER);
            case "guardrail_intervened" -> new Finish(Reason.CONTENT_FILTER, null, word);
            case "model_context_window_exceeded" -> new Finish(Reason.CONTEXT_WINDOW);
            case "refusal" -> new Finish(Reason.REFUSAL);
            case "malformed_model_output", "malformed_tool_use" -> new Finish(Reason.ERROR, null, word);
            default -> new Finish(Reason.OTHER, null, word);
        };
    }

    /** The word for a reason; the nearest one, and a loss, where Bedrock has none. */
    static String write(@Nullable Finish finish, Losses losses) {
        if (finish == null) {
            return "end_turn";
        }
        if (finish.raw() != null && KNOWN.contains(finish.raw())) {
            return finish.raw();
        }
        return switch (finish.reason()) {
            case STOP -> "end_turn";
            case STOP_SEQUENCE -> STOP_SEQUENCE;
            case LENGTH -> "max_tokens";
            case CONTEXT_WINDOW -> "model_context_window_exceeded";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER -> "content_filtered";
            case REFUSAL -> lost("content_filtered", "stop_reason.refusal", losses);
            case PAUSE -> lost("end_turn", "stop_reason.pause", losses);
            case ERROR -> lost("malformed_model_output", "stop_reason.error", losses);
            case OTHER -> lost("end_turn", "stop_reason", losses);
        };
    }

    /** The {@code additionalModelResponseFields} of an answer, or null when it has none. */
    static @Nullable ObjectNode additional(@Nullable Finish finish) {
        return finish == null || finish.stopSequence() == null
                ? null
                : Json.object().put(STOP_SEQUENCE, finish.stopSequence());
    }

    private static String lost(String word, String loss, Losses losses) {
        losses.add(loss);
        return word;
    }
}
