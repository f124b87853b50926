package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * The object {@code usage}. Cohere counts twice: {@code tokens} with the words that it puts around a prompt by itself, {@code
 * billed_units} without them. The latter is what a call costs, so it is what is read where it is there.
 */
final class UsageFields {

    private UsageFields() {}

    static Usage read(@Nullable JsonNode usage) {
        if (usage == null || !usage.isObject()) {
            return Usage.NONE;
        }
        long input = number(usage, "input_tokens");
        long cached = number(usage.get("cached_tokens"));
        // Cached tokens are counted among all tokens, of which not all are billed.
        long read = input == Usage.UNKNOWN ? cached : Math.min(cached, input);
        return new Usage(
                input,
                number(usage, "output_tokens"),
                read,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Usage.UNKNOWN);
    }

    private static long number(JsonNode usage, String field) {
        long billed = number(usage.path("billed_units").get(field));
        return billed == Usage.UNKNOWN ? number(usage.path("tokens").get(field)) : billed;
    }

    private static long number(@Nullable JsonNode value) {
        return value == null || !value.isNumber() ? Usage.UNKNOWN : value.longValue();
    }

    /** The object, or null when nothing is known that it could tell. */
    static @Nullable ObjectNode write(Usage usage, Losses losses) {
        losses.addIf(usage.cacheWrite() > 0, "usage.cache_write_tokens");
        losses.addIf(usage.reasoning() > 0, "usage.reasoning_tokens");
        losses.addIf(Math.max(usage.audioInput(), usage.audioOutput()) > 0, "usage.audio_tokens");
        if (usage.input() == Usage.UNKNOWN && usage.output() == Usage.UNKNOWN) {
            return null;
        }
        ObjectNode tokens = Json.object();
        put(tokens, "input_tokens", usage.input());
        put(tokens, "output_tokens", usage.output());
        ObjectNode written = Json.object();
        written.set("billed_units", tokens);
        written.set("tokens", tokens.deepCopy());
        put(written, "cached_tokens", usage.cacheRead());
        return written;
    }

    private static void put(ObjectNode object, String field, long tokens) {
        if (tokens != Usage.UNKNOWN) {
            object.put(field, tokens);
        }
    }
}
