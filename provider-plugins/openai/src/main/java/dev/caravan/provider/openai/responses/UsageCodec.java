package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** {@code usage}: its input counts what was read from and written to the cache, its output the thoughts, as ours do. */
final class UsageCodec {

    private UsageCodec() {}

    /** @param usage null or no object where the provider did not say */
    static Usage read(@Nullable JsonNode usage) {
        if (usage == null || !usage.isObject()) {
            return Usage.NONE;
        }
        JsonNode input = usage.path("input_tokens_details");
        JsonNode output = usage.path("output_tokens_details");
        return new Usage(
                usage.path("input_tokens").asLong(Usage.UNKNOWN),
                usage.path("output_tokens").asLong(Usage.UNKNOWN),
                input.path("cached_tokens").asLong(Usage.UNKNOWN),
                input.path("cache_write_tokens").asLong(Usage.UNKNOWN),
                Usage.UNKNOWN,
                output.path("reasoning_tokens").asLong(Usage.UNKNOWN),
                Usage.UNKNOWN,
                Usage.UNKNOWN);
    }

    /** Null when nothing is known; otherwise every number that OpenAI's SDKs expect. */
    static JsonNode write(Usage usage) {
        if (usage.input() == Usage.UNKNOWN && usage.output() == Usage.UNKNOWN) {
            return NullNode.getInstance();
        }
        ObjectNode written = Json.object().put("input_tokens", known(usage.input()));
        written.putObject("input_tokens_details")
                .put("cache_write_tokens", known(usage.cacheWrite()))
                .put("cached_tokens", known(usage.cacheRead()));
        written.put("output_tokens", known(usage.output()));
        written.putObject("output_tokens_details").put("reasoning_tokens", known(usage.reasoning()));
        return written.put("total_tokens", usage.total());
    }

    private static long known(long tokens) {
        return Math.max(0, tokens);
    }
}
