package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes what requests of both forms say beside the conversation. */
final class SettingsWriter {

    /** The words for what Ollama does anyway. */
    private static final Set<String> USUAL_TIERS = Set.of("auto", "default", "standard");

    private final ChatRequest request;
    private final ObjectNode body;
    private final Losses losses;

    SettingsWriter(ChatRequest request, ObjectNode body, Losses losses) {
        this.request = request;
        this.body = body;
        this.losses = losses;
    }

    void write() {
        body.put("stream", request.stream());
        if (request.format() instanceof OutputFormat.JsonObject) {
            body.put("format", "json");
        } else if (request.format() instanceof OutputFormat.JsonSchema schema) {
            body.set("format", schema.schema());
            losses.addIf(schema.description() != null, "response_format.description");
        }
        ThinkField.write(request.thinking(), body, losses);
        Sampling sampling = request.sampling();
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            body.put("logprobs", true);
            if (sampling.topLogprobs() != null) {
                body.put("top_logprobs", sampling.topLogprobs());
            }
        }
        ObjectNode options = options(sampling);
        if (!options.isEmpty()) {
            body.set("options", options);
        }
        reportLosses(sampling);
    }

    private ObjectNode options(Sampling sampling) {
        ObjectNode options = Json.object();
        number(options, "temperature", sampling.temperature());
        number(options, "top_p", sampling.topP());
        if (sampling.topK() != null) {
            options.put("top_k", sampling.topK());
        }
        number(options, "min_p", sampling.minP());
        if (sampling.seed() != null) {
            options.put("seed", sampling.seed());
        }
        if (request.maxTokens() != null) {
            options.put("num_predict", request.maxTokens());
        }
        number(options, "frequency_penalty", sampling.frequencyPenalty());
        number(options, "presence_penalty", sampling.presencePenalty());
        if (!request.stop().isEmpty()) {
            ArrayNode stop = options.putArray("stop");
            request.stop().forEach(stop::add);
        }
        return options;
    }

    private static void number(ObjectNode options, String field, @Nullable Double value) {
        if (value != null) {
            options.put(field, value);
        }
    }

    private void reportLosses(Sampling sampling) {
        losses.addIf(sampling.logitBias() != null, "logit_bias");
        losses.addIf(sampling.choices() != null && sampling.choices() > 1, "n");
        String tier = request.serviceTier();
        losses.addIf(tier != null && !USUAL_TIERS.contains(tier), "service_tier");
        losses.addIf(request.user() != null, "user");
        losses.addIf(!request.metadata().isEmpty(), "metadata");
    }
}
