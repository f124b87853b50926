package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one request, with no field that Mistral does not know: it refuses them. */
final class RequestWriter {

    private final Losses losses;

    RequestWriter(Losses losses) {
        this.losses = losses;
    }

    WireRequest write(ChatRequest request) {
        ObjectNode body = Json.object();
        if (request.model() != null) {
            body.put("model", request.model());
        }
        body.set("messages", new MessageWriter(request, losses).write());
        new ToolsWriter(losses).write(request, body);
        sampling(request.sampling(), body);
        if (request.maxTokens() != null) {
            body.put("max_tokens", request.maxTokens());
        }
        stop(request.stop(), body);
        format(request.format(), body);
        thinking(request.thinking(), body);
        losses.addIf(request.serviceTier() != null, "service_tier");
        losses.addIf(request.user() != null, "user");
        if (!request.metadata().isEmpty()) {
            ObjectNode metadata = body.putObject("metadata");
            request.metadata().forEach(metadata::put);
        }
        if (request.stream()) {
            body.put("stream", true);
        }
        return new WireRequest(request.model(), request.stream(), body);
    }

    private void sampling(Sampling sampling, ObjectNode body) {
        number(body, "temperature", sampling.temperature());
        number(body, "top_p", sampling.topP());
        if (sampling.seed() != null) {
            body.put("random_seed", sampling.seed());
        }
        number(body, "frequency_penalty", sampling.frequencyPenalty());
        number(body, "presence_penalty", sampling.presencePenalty());
        if (sampling.choices() != null) {
            body.put("n", sampling.choices());
        }
        losses.addIf(sampling.topK() != null, "top_k");
        losses.addIf(sampling.minP() != null, "min_p");
        losses.addIf(sampling.logitBias() != null, "logit_bias");
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            losses.add("logprobs");
        }
        if (sampling.topLogprobs() != null && sampling.topLogprobs() > 0) {
            losses.add("top_logprobs");
        }
    }

    private static void number(ObjectNode body, String field, @Nullable Double value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private static void stop(List<String> stop, ObjectNode body) {
        if (!stop.isEmpty()) {
            ArrayNode sequences = body.putArray("stop");
            stop.forEach(sequences::add);
        }
    }

    private static void format(@Nullable OutputFormat format, ObjectNode body) {
        if (format instanceof OutputFormat.JsonObject) {
            body.putObject("response_format").put("type", "json_object");
        } else if (format instanceof OutputFormat.JsonSchema schema) {
            ObjectNode named = body.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", schema.name() == null ? "answer" : schema.name());
            if (schema.description() != null) {
                named.put("description", schema.description());
            }
            named.set("schema", schema.schema());
            if (schema.strict() != null) {
                named.put("strict", schema.strict());
            }
        }
    }

    /** By effort; a budget becomes the effort that is nearest in tokens. */
    private void thinking(@Nullable Thinking thinking, ObjectNode body) {
        if (thinking == null) {
            return;
        }
        if (thinking.isOff()) {
            body.put("reasoning_effort", "none");
        } else if (thinking.effort() != null) {
            body.put("reasoning_effort", thinking.effort().equals("max") ? "xhigh" : thinking.effort());
        } else if (thinking.budget() != null) {
            body.put("reasoning_effort", Thinking.effortFor(thinking.budget()));
        } else if (thinking.mode() == Thinking.Mode.ENABLED) {
            body.put("prompt_mode", "reasoning");
        } else if (thinking.mode() == Thinking.Mode.ADAPTIVE) {
            losses.add("thinking.adaptive");
        }
    }
}
