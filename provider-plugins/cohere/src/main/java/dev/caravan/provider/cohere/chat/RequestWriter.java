package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes one request. */
final class RequestWriter {

    /** The words for what Cohere does anyway. */
    private static final Set<String> USUAL_TIERS = Set.of("auto", "default", "standard");

    private final ChatRequest request;
    private final Losses losses;
    private final ObjectNode body = Json.object();

    RequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    WireRequest write() {
        if (request.model() != null) {
            body.put("model", request.model());
        }
        new MessageWriter(losses).write(request, body);
        new ToolsWriter(losses).write(request, body);
        sampling(request.sampling());
        if (request.maxTokens() != null) {
            body.put("max_tokens", request.maxTokens());
        }
        if (!request.stop().isEmpty()) {
            ArrayNode sequences = body.putArray("stop_sequences");
            request.stop().forEach(sequences::add);
        }
        format(request.format());
        ThinkingField.write(request.thinking(), body, losses);
        if (request.stream()) {
            body.put("stream", true);
        }
        reportLosses();
        return new WireRequest(request.model(), request.stream(), body);
    }

    private void sampling(Sampling sampling) {
        ranged("temperature", sampling.temperature(), 0, 1);
        Double topP = sampling.topP();
        if (topP != null) {
            // Cohere wants neither 0 nor 1; what is next to them does the same.
            body.put("p", Math.max(0.01, Math.min(0.99, topP)));
        }
        if (sampling.topK() != null) {
            body.put("k", sampling.topK());
        }
        if (sampling.seed() != null) {
            body.put("seed", sampling.seed());
        }
        ranged("frequency_penalty", sampling.frequencyPenalty(), 0, 1);
        ranged("presence_penalty", sampling.presencePenalty(), 0, 1);
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            body.put("logprobs", true);
        }
        losses.addIf(sampling.topLogprobs() != null && sampling.topLogprobs() > 0, "top_logprobs");
        losses.addIf(sampling.minP() != null, "min_p");
        losses.addIf(sampling.logitBias() != null, "logit_bias");
        losses.addIf(sampling.choices() != null && sampling.choices() > 1, "n");
    }

    /** A number that other providers take in a wider range than Cohere. */
    private void ranged(String field, @Nullable Double value, double least, double most) {
        if (value != null) {
            body.put(field, Math.max(least, Math.min(most, value)));
            losses.addIf(value < least || value > most, field);
        }
    }

    private void format(@Nullable OutputFormat format) {
        if (format == null) {
            return;
        }
        ObjectNode written = body.putObject("response_format").put("type", "json_object");
        if (format instanceof OutputFormat.JsonSchema schema) {
            written.set("json_schema", schema.schema());
            losses.addIf(schema.description() != null, "response_format.description");
        }
    }

    private void reportLosses() {
        String tier = request.serviceTier();
        losses.addIf(tier != null && !USUAL_TIERS.contains(tier), "service_tier");
        losses.addIf(request.user() != null, "user");
        losses.addIf(!request.metadata().isEmpty(), "metadata");
    }
}
