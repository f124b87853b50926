package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's {@code usage}. Its {@code inputTokens} leave out what was read from or written to the prompt cache; its {@code
 * totalTokens} count them. Source: <a
 * href="https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html">Prompt caching</a> and <a
 * href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html">TokenUsage</a>.
 */
final class TokenUsage {

    private TokenUsage() {}

    static Usage read(@Nullable Fields usage) {
        if (usage == null) {
            return Usage.NONE;
        }
        long input = usage.wholeNumber("inputTokens", Usage.UNKNOWN);
        long read = usage.wholeNumber("cacheReadInputTokens", Usage.UNKNOWN);
        long write = usage.wholeNumber("cacheWriteInputTokens", Usage.UNKNOWN);
        long hour = Usage.UNKNOWN;
        for (Fields detail : usage.objects("cacheDetails")) {
            if ("1h".equals(detail.text("ttl"))) {
                hour = detail.wholeNumber("inputTokens", 0);
            }
        }
        return new Usage(
                input == Usage.UNKNOWN ? input : input + known(read) + known(write),
                usage.wholeNumber("outputTokens", Usage.UNKNOWN),
                read,
                write,
                hour,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Usage.UNKNOWN);
    }

    static ObjectNode write(Usage usage, Losses losses) {
        if (usage.reasoning() > 0) {
            losses.add("usage.reasoning_tokens");
        }
        if (usage.audioInput() > 0 || usage.audioOutput() > 0) {
            losses.add("usage.audio_tokens");
        }
        long read = known(usage.cacheRead());
        long write = known(usage.cacheWrite());
        ObjectNode written = Json.object();
        written.put("inputTokens", Math.max(0, known(usage.input()) - read - write));
        written.put("outputTokens", known(usage.output()));
        written.put("totalTokens", usage.total());
        if (usage.cacheRead() != Usage.UNKNOWN) {
            written.put("cacheReadInputTokens", read);
        }
        if (usage.cacheWrite() != Usage.UNKNOWN) {
            written.put("cacheWriteInputTokens", write);
        }
        if (usage.cacheWriteHour() > 0) {
            ArrayNode details = written.putArray("cacheDetails");
            details.addObject().put("ttl", "1h").put("inputTokens", usage.cacheWriteHour());
            if (write > usage.cacheWriteHour()) {
                details.addObject().put("ttl", "5m").put("inputTokens", write - usage.cacheWriteHour());
            }
        }
        return written;
    }

    private static long known(long tokens) {
        return Math.max(0, tokens);
    }
}
