package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * {@code usage}, where {@code input_tokens} leaves out what was read from and written to the cache. A stream tells it
 * in pieces, each cumulative. Used on one thread.
 */
final class UsageCounter {

    private long input = Usage.UNKNOWN;
    private long output = Usage.UNKNOWN;
    private long cacheRead = Usage.UNKNOWN;
    private long cacheWrite = Usage.UNKNOWN;
    private long cacheWriteHour = Usage.UNKNOWN;
    private long thinking = Usage.UNKNOWN;

    /**
     * Adds a report and gives what is known by now. Servers that know nothing yet say zero, so that a count never
     * shrinks.
     */
    Usage add(@Nullable Fields usage) {
        if (usage == null) {
            return known();
        }
        input = later(input, usage, "input_tokens");
        output = later(output, usage, "output_tokens");
        cacheRead = later(cacheRead, usage, "cache_read_input_tokens");
        cacheWrite = later(cacheWrite, usage, "cache_creation_input_tokens");
        Fields written = usage.object("cache_creation");
        if (written != null) {
            cacheWriteHour = later(cacheWriteHour, written, "ephemeral_1h_input_tokens");
        }
        Fields details = usage.object("output_tokens_details");
        if (details != null) {
            thinking = later(thinking, details, "thinking_tokens");
        }
        return known();
    }

    private Usage known() {
        long all = input == Usage.UNKNOWN ? Usage.UNKNOWN : input + Math.max(0, cacheRead) + Math.max(0, cacheWrite);
        return new Usage(all, output, cacheRead, cacheWrite, cacheWriteHour, thinking, Usage.UNKNOWN, Usage.UNKNOWN);
    }

    private static long later(long before, Fields usage, String field) {
        return Math.max(before, usage.wholeNumber(field, Usage.UNKNOWN));
    }

    /** The usage as an answer or {@code message_start} has it: numbers even where nothing is known. */
    static ObjectNode write(Usage usage) {
        ObjectNode written = counts(usage);
        if (usage.cacheWriteHour() >= 0) {
            written.putObject("cache_creation")
                    .put("ephemeral_5m_input_tokens", Math.max(0, usage.cacheWrite() - usage.cacheWriteHour()))
                    .put("ephemeral_1h_input_tokens", usage.cacheWriteHour());
        }
        return written;
    }

    /** The usage as {@code message_delta} has it. */
    static ObjectNode counts(Usage usage) {
        long read = Math.max(0, usage.cacheRead());
        long written = Math.max(0, usage.cacheWrite());
        ObjectNode counts = Json.object()
                .put("input_tokens", Math.max(0, usage.input() - read - written))
                .put("cache_creation_input_tokens", written)
                .put("cache_read_input_tokens", read)
                .put("output_tokens", Math.max(0, usage.output()));
        if (usage.reasoning() >= 0) {
            counts.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        }
        return counts;
    }
}
