package dev.caravan.provider.openai.chat;

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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes requests. Stateless. */
final class RequestWriter {

    /** OpenAI's tiers; other providers' words mean nothing there. */
    private static final Set<String> TIERS = Set.of("auto", "default", "flex", "scale", "priority");

    private final Flavour flavour;

    RequestWriter(Flavour flavour) {
        this.flavour = flavour;
    }

    WireRequest write(ChatRequest request, Losses losses) {
        ObjectNode body = Json.object();
        if (request.model() != null) {
            body.put("model", request.model());
        }
        body.set("messages", new MessageWriter(flavour, losses).write(request));
        new ToolsWriter(losses).write(request, body);
        sampling(request.sampling(), body, losses);
        if (request.maxTokens() != null) {
            body.put(flavour == Flavour.OPENAI ? "max_completion_tokens" : "max_tokens", request.maxTokens());
        }
        stop(request.stop(), body);
        format(request.format(), body);
        thinking(request.thinking(), body, losses);
        tier(request.serviceTier(), body, losses);
        if (request.user() != null) {
            body.put("user", request.user());
        }
        if (!request.metadata().isEmpty()) {
            ObjectNode metadata = body.putObject("metadata");
            request.metadata().forEach(metadata::put);
        }
        if (request.stream()) {
            // Whoever counts wants the usage of a stream, too; the encoder gives it to a client who asked for it.
            body.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        return new WireRequest(request.model(), request.stream(), body);
    }

    private void sampling(Sampling sampling, ObjectNode body, Losses losses) {
        number(body, "temperature", sampling.temperature());
        number(body, "top_p", sampling.topP());
        if (flavour == Flavour.COMPATIBLE) {
            if (sampling.topK() != null) {
                body.put("top_k", sampling.topK());
            }
            number(body, "min_p", sampling.minP());
        } else {
            if (sampling.topK() != null) {
                losses.add("top_k");
            }
            if (sampling.minP() != null) {
                losses.add("min_p");
            }
        }
        if (sampling.seed() != null) {
            body.put("seed", sampling.seed());
        }
        number(body, "frequency_penalty", sampling.frequencyPenalty());
        number(body, "presence_penalty", sampling.presencePenalty());
        if (sampling.logitBias() != null) {
            body.set("logit_bias", sampling.logitBias());
        }
        if (sampling.logprobs() != null) {
            body.put("logprobs", sampling.logprobs());
        }
        if (sampling.topLogprobs() != null) {
            body.put("top_logprobs", sampling.topLogprobs());
        }
        if (sampling.choices() != null) {
            body.put("n", sampling.choices());
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

    /** OpenAI asks by effort; a budget becomes the effort that is nearest in tokens. */
    private static void thinking(@Nullable Thinking thinking, ObjectNode body, Losses losses) {
        if (thinking == null) {
            return;
        }
        if (thinking.mode() == Thinking.Mode.DISABLED) {
            // "none" is refused by models that cannot think, and those are who it is sent to most.
            losses.add("thinking.disabled");
        } else if (thinking.effort() != null) {
            body.put("reasoning_effort", thinking.effort().equals("max") ? "xhigh" : thinking.effort());
        } else if (thinking.budget() != null) {
            body.put("reasoning_effort", Thinking.effortFor(thinking.budget()));
        } else if (thinking.mode() == Thinking.Mode.ENABLED) {
            // Models that can think do so by themselves here; models that cannot would refuse an effort.
            losses.add("thinking");
        }
    }

    private static void tier(@Nullable String tier, ObjectNode body, Losses losses) {
        if (tier == null) {
            return;
        }
        if (TIERS.contains(tier)) {
            body.put("service_tier", tier);
        } else {
            losses.add("service_tier");
        }
    }
}
