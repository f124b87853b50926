package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** The object {@code usage}. Its totals include what its details single out, as the neutral usage does. */
final class UsageFields {

    private UsageFields() {}

    static Usage read(@Nullable JsonNode usage) {
        if (usage == null || !usage.isObject()) {
            return Usage.NONE;
        }
        JsonNode prompt = usage.path("prompt_tokens_details");
        JsonNode completion = usage.path("completion_tokens_details");
        long cached = number(prompt, "cached_tokens");
        return new Usage(
                number(usage, "prompt_tokens"),
                number(usage, "completion_tokens"),
                // DeepSeek's word for it.
                cached == Usage.UNKNOWN ? number(usage, "prompt_cache_hit_tokens") : cached,
                number(prompt, "cache_write_tokens"),
                Usage.UNKNOWN,
                number(completion, "reasoning_tokens"),
                number(prompt, "audio_tokens"),
                number(completion, "audio_tokens"));
    }

    static ObjectNode write(Usage usage) {
        long input = Math.max(0, usage.input());
        long output = Math.max(0, usage.output());
        ObjectNode written = Json.object()
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output);
        ObjectNode prompt = written.putObject("prompt_tokens_details")
                .put("cached_tokens", Math.max(0, usage.cacheRead()))
                .put("audio_tokens", Math.max(0, usage.audioInput()));
        if (usage.cacheWrite() > 0) {
            prompt.put("cache_write_tokens", usage.cacheWrite());
        }
        written.putObject("completion_tokens_details")
                .put("reasoning_tokens", Math.max(0, usage.reasoning()))
                .put("audio_tokens", Math.max(0, usage.audioOutput()))
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return written;
    }

    private static long number(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isIntegralNumber() ? value.longValue() : Usage.UNKNOWN;
    }
}
