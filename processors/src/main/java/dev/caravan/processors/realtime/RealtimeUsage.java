package dev.caravan.processors.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Usage;

/**
 * What the events of a session tell of its use.
 *
 * <p>Source: {@code response.done} of <a href="https://platform.openai.com/docs/api-reference/realtime-server-events">OpenAI's
 * realtime server events</a>.
 */
final class RealtimeUsage {

    private RealtimeUsage() {}

    /** @param usage the event's field of that name */
    static Usage read(JsonNode usage) {
        JsonNode input = usage.path("input_token_details");
        JsonNode output = usage.path("output_token_details");
        return new Usage(
                number(usage, "input_tokens"),
                number(usage, "output_tokens"),
                number(input, "cached_tokens"),
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                number(output, "reasoning_tokens"),
                number(input, "audio_tokens"),
                number(output, "audio_tokens"));
    }

    private static long number(JsonNode parent, String field) {
        JsonNode value = parent.path(field);
        return value.isIntegralNumber() && value.longValue() >= 0 ? value.longValue() : Usage.UNKNOWN;
    }
}
