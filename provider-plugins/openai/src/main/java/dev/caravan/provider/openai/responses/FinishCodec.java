package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import org.jspecify.annotations.Nullable;

/** Why an answer ended: its {@code status}, with {@code incomplete_details} where it was cut short. */
final class FinishCodec {

    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";
    static final String FAILED = "failed";

    private FinishCodec() {}

    /** @param calls whether the answer calls functions: the status does not say so */
    static Finish read(JsonNode response, boolean calls) {
        String status = response.path("status").asText(COMPLETED);
        if (status.equals(COMPLETED)) {
            return new Finish(calls ? Reason.TOOL_CALLS : Reason.STOP);
        }
        if (!status.equals(INCOMPLETE)) {
            return new Finish(Reason.OTHER, null, status);
        }
        String reason = response.path("incomplete_details").path("reason").asText(INCOMPLETE);
        return switch (reason) {
            case "max_output_tokens" -> new Finish(Reason.LENGTH);
            case "content_filter" -> new Finish(Reason.CONTENT_FILTER);
            default -> new Finish(Reason.OTHER, null, reason);
        };
    }

    static String status(@Nullable Finish finish) {
        if (finish != null && finish.reason() == Reason.ERROR) {
            return FAILED;
        }
        return incompleteReason(finish) == null ? COMPLETED : INCOMPLETE;
    }

    /** The reason in {@code incomplete_details}, or null for an answer that is not cut short. */
    static @Nullable String incompleteReason(@Nullable Finish finish) {
        if (finish == null) {
            return null;
        }
        return switch (finish.reason()) {
            case LENGTH, CONTEXT_WINDOW -> "max_output_tokens";
            case CONTENT_FILTER -> "content_filter";
            default -> null;
        };
    }

    /** The name of what a client does not learn about the end of its answer, or null when it learns all. */
    static @Nullable String loss(@Nullable Finish finish) {
        if (finish == null) {
            return null;
        }
        return switch (finish.reason()) {
            case STOP, TOOL_CALLS, LENGTH, CONTENT_FILTER, ERROR -> null;
            case STOP_SEQUENCE -> "stop_sequence";
            default -> "finish_reason";
        };
    }
}
