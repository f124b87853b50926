package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** Writes {@code generationConfig} of a request. */
final class ConfigWriter {

    private final Losses losses;

    ConfigWriter(Losses losses) {
        this.losses = losses;
    }

    void into(ObjectNode body, ChatRequest request) {
        ObjectNode config = Json.object();
        sampling(config, request.sampling());
        if (request.maxTokens() != null) {
            config.put("maxOutputTokens", request.maxTokens());
        }
        if (!request.stop().isEmpty()) {
            ArrayNode stop = config.putArray("stopSequences");
            request.stop().forEach(stop::add);
        }
        format(config, request.format());
        if (request.thinking() != null) {
            ObjectNode thinking = new ThinkingWriter(request.model(), losses).write(request.thinking());
            if (!thinking.isEmpty()) {
                config.set("thinkingConfig", thinking);
            }
        }
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
    }

    private void sampling(ObjectNode config, Sampling sampling) {
        put(config, "temperature", sampling.temperature());
        put(config, "topP", sampling.topP());
        put(config, "topK", sampling.topK());
        put(config, "candidateCount", sampling.choices());
        seed(config, sampling.seed());
        put(config, "presencePenalty", sampling.presencePenalty());
        put(config, "frequencyPenalty", sampling.frequencyPenalty());
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            config.put("responseLogprobs", true);
        }
        put(config, "logprobs", sampling.topLogprobs());
        if (sampling.minP() != null) {
            losses.add("min_p");
        }
        if (sampling.logitBias() != null && !sampling.logitBias().isEmpty()) {
            losses.add("logit_bias");
        }
    }

    /** Gemini's seed has 32 bits. */
    private void seed(ObjectNode config, @Nullable Long seed) {
        if (seed == null) {
            return;
        }
        if (seed < Integer.MIN_VALUE || seed > Integer.MAX_VALUE) {
            losses.add("seed");
            return;
        }
        config.put("seed", seed);
    }

    private void format(ObjectNode config, @Nullable OutputFormat format) {
        if (format == null) {
            return;
        }
        config.put("responseMimeType", "application/json");
        if (format instanceof OutputFormat.JsonSchema schema) {
            if (schema.description() != null) {
                losses.add("response_format.json_schema.description");
            }
            ObjectNode subset = SchemaWriter.subset(schema.schema());
            if (subset == null) {
                config.set("responseJsonSchema", schema.schema());
            } else {
                config.set("responseSchema", subset);
            }
        }
    }

    private static void put(ObjectNode config, String field, @Nullable Double value) {
        if (value != null) {
            config.put(field, value);
        }
    }

    private static void put(ObjectNode config, String field, @Nullable Integer value) {
        if (value != null) {
            config.put(field, value);
        }
    }
}
