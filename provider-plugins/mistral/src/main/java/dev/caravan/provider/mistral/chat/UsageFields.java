package dev.caravan.provider.mistral.chat;

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
                cached == Usage.UNKNOWN ? number(usage, "num_cached_tokens") : cached,
                number(prompt, "cache_write_tokens"),
                Usage.UNKNOWN,
                number(completion, "reasoning_tokens"),
                number(prompt, "audio_tokens"),
                number(completion, "audio_tokens"));
    }

    /** The totals always, the details that are known to be something. */
    static ObjectNode write(Usage usage) {
        long input = Math.max(0, usage.input());
        long output = Math.max(0, usage.output());
        ObjectNode written = Json.object()
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output);
        ObjectNode prompt = Json.object();
        detail(prompt, "cached_tokens", usage.cacheRead());
        detail(prompt, "cache_write_tokens", usage.cacheWrite());
        detail(prompt, "audio_tokens", usage.audioInput());
        if (!prompt.isEmpty()) {
            written.set("prompt_tokens_details", prompt);
        }
        ObjectNode completion = Json.object();
        detail(completion, "reasoning_tokens", usage.reasoning());
        detail(completion, "audio_tokens", usage.audioOutput());
        if (!completion.isEmpty()) {
            written.set("completion_tokens_details", completion);
        }
        return written;
    }

    private static void detail(ObjectNode details, String field, long tokens) {
        if (tokens > 0) {
            details.put(field, tokens);
        }
    }

    private static long number(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isIntegralNumber() ? value.longValue() : Usage.UNKNOWN;
    }
}
