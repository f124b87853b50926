package dev.caravan.processors.metering;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.pricing.Count;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what answers have used that are no chats: images, sounds, moderations, rankings. Sources: OpenAI's API reference
 * ({@code usage} of images and transcriptions, in tokens or by their duration), Mistral's ({@code prompt_audio_seconds}),
 * Cohere's ({@code meta.billed_units.search_units}) and Jina's ({@code usage.total_tokens}).
 */
final class SurfaceUse {

    /** The fields that tell it. */
    static final List<String> FIELDS = List.of("usage", "meta");

    private SurfaceUse() {}

    /** The tokens; {@link Usage#NONE} where it is not told in tokens. */
    static Usage tokens(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        long output = first(usage, "output_tokens", "completion_tokens");
        long input = first(usage, "input_tokens", "prompt_tokens");
        long total = first(usage, "total_tokens");
        if (input == Usage.UNKNOWN && total == Usage.UNKNOWN) {
            return Usage.NONE;
        }
        long answered = Math.max(0, output);
        long heard = first(usage.path("input_token_details"), "audio_tokens");
        long asked = input == Usage.UNKNOWN ? Math.max(0, total - answered) : input;
        return new Usage(
                asked,
                answered,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                heard == Usage.UNKNOWN ? heard : Math.min(heard, asked),
                Usage.UNKNOWN);
    }

    /** What is not counted in tokens; null where there is no such thing. */
    static @Nullable Count count(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        JsonNode seconds = usage.path("type").asText().equals("duration")
                ? usage.path("seconds")
                : usage.path("prompt_audio_seconds");
        Count heard = count(Meter.SECOND, seconds);
        return heard == null
                ? count(Meter.SEARCH, answer.path("meta").path("billed_units").path("search_units"))
                : heard;
    }

    private static @Nullable Count count(Meter meter, JsonNode number) {
        if (!number.isNumber()) {
            return null;
        }
        BigDecimal amount = number.decimalValue();
        return amount.signum() < 0 || amount.precision() - amount.scale() > 12 ? null : new Count(meter, amount);
    }

    private static long first(JsonNode usage, String... names) {
        for (String name : names) {
            JsonNode tokens = usage.path(name);
            if (tokens.isIntegralNumber() && tokens.canConvertToLong() && tokens.longValue() >= 0) {
                return tokens.longValue();
            }
        }
        return Usage.UNKNOWN;
    }
}
