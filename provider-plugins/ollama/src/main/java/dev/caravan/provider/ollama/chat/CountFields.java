package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;

/** The counts of tokens in an answer. Its durations are the server's own; who is not the server leaves them out. */
final class CountFields {

    private CountFields() {}

    static Usage read(JsonNode answer) {
        return Usage.of(number(answer, "prompt_eval_count"), number(answer, "eval_count"));
    }

    static void write(Usage usage, ObjectNode answer, Losses losses) {
        put(answer, "prompt_eval_count", usage.input());
        put(answer, "eval_count", usage.output());
        losses.addIf(usage.cacheRead() > 0, "usage.cache_read_tokens");
        losses.addIf(usage.cacheWrite() > 0, "usage.cache_write_tokens");
        losses.addIf(usage.reasoning() > 0, "usage.reasoning_tokens");
        losses.addIf(Math.max(usage.audioInput(), usage.audioOutput()) > 0, "usage.audio_tokens");
    }

    private static long number(JsonNode answer, String field) {
        JsonNode value = answer.path(field);
        return value.isIntegralNumber() ? value.longValue() : Usage.UNKNOWN;
    }

    private static void put(ObjectNode answer, String field, long tokens) {
        if (tokens != Usage.UNKNOWN) {
            answer.put(field, tokens);
        }
    }
}
