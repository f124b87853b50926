package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a request for a provider. A first system message of plain text becomes the instructions. */
final class RequestWriter {

    static final String INCLUDE_LOGPROBS = "message.output_text.logprobs";

    private static final String INCLUDE_ENCRYPTED = "reasoning.encrypted_content";

    private static final Set<String> TIERS =
            Set.of("auto", "default", "flex", "scale", "priority", "fast", "ultrafast");

    /** OpenAI refuses smaller limits. */
    private static final int LEAST_TOKENS = 16;

    private final Losses losses;

    RequestWriter(Losses losses) {
        this.losses = losses;
    }

    /** @throws GatewayError 400 when a part cannot be left out and cannot be written */
    WireRequest write(ChatRequest request) {
        ObjectNode body = Json.object();
        if (request.model() != null) {
            body.put("model", request.model());
        }
        List<Message> messages = request.messages();
        String instructions = instructions(messages);
        if (instructions != null) {
            body.put("instructions", instructions);
            messages = messages.subList(1, messages.size());
        }
        body.set("input", new InputWriter(losses).write(messages));
        tools(request, body);
        limits(request, body);
        if (request.format() != null) {
            body.set("text", FormatCodec.write(request.format()));
        }
        ObjectNode reasoning = ThinkingCodec.write(request.thinking(), losses);
        if (reasoning != null) {
            body.set("reasoning", reasoning);
        }
        include(request, reasoning, body);
        about(request, body);
        body.put("store", false);
        if (request.stream()) {
            body.put("stream", true);
        }
        return new WireRequest(request.model(), request.stream(), body);
    }

    /** The text of a first system message that is nothing but a text, or null. */
    static @Nullable String instructions(List<Message> messages) {
        if (messages.isEmpty()) {
            return null;
        }
        Message first = messages.get(0);
        boolean plain = first.role() == Role.SYSTEM
                && first.name() == null
                && first.parts().size() == 1;
        if (plain && first.parts().get(0) instanceof Part.Text text && text.cache() == null) {
            return text.text();
        }
        return null;
    }

    private void tools(ChatRequest request, ObjectNode body) {
        if (!request.tools().isEmpty()) {
            ArrayNode tools = ToolCodec.writeTools(request.tools(), losses);
            if (!tools.isEmpty()) {
                body.set("tools", tools);
            }
        }
        if (request.toolChoice() != null) {
            body.set("tool_choice", ToolCodec.writeChoice(request.toolChoice()));
        }
        if (request.parallelToolCalls() != null) {
            body.put("parallel_tool_calls", request.parallelToolCalls());
        }
    }

    private void limits(ChatRequest request, ObjectNode body) {
        Integer maxTokens = request.maxTokens();
        if (maxTokens != null) {
            if (maxTokens < LEAST_TOKENS) {
                losses.add("max_tokens");
            }
            body.put("max_output_tokens", Math.max(LEAST_TOKENS, maxTokens));
        }
        if (!request.stop().isEmpty()) {
            losses.add("stop");
        }
        Sampling sampling = request.sampling();
        if (sampling.temperature() != null) {
            body.put("temperature", sampling.temperature());
        }
        if (sampling.topP() != null) {
            body.put("top_p", sampling.topP());
        }
        if (sampling.topLogprobs() != null && sampling.topLogprobs() > 0) {
            body.put("top_logprobs", sampling.topLogprobs());
        }
        lossUnlessNull(sampling.topK(), "top_k");
        lossUnlessNull(sampling.minP(), "min_p");
        lossUnlessNull(sampling.seed(), "seed");
        lossUnlessZero(sampling.frequencyPenalty(), "frequency_penalty");
        lossUnlessZero(sampling.presencePenalty(), "presence_penalty");
        if (sampling.logitBias() != null && !sampling.logitBias().isEmpty()) {
            losses.add("logit_bias");
        }
        if (sampling.choices() != null && sampling.choices() != 1) {
            losses.add("n");
        }
    }

    private void lossUnlessNull(@Nullable Number value, String field) {
        if (value != null) {
            losses.add(field);
        }
    }

    private void lossUnlessZero(@Nullable Double value, String field) {
        if (value != null && value != 0) {
            losses.add(field);
        }
    }

    /** Without a stored answer its thoughts can come back only if the client is given them, encrypted. */
    private static void include(ChatRequest request, @Nullable ObjectNode reasoning, ObjectNode body) {
        ArrayNode include = Json.array();
        if (Boolean.TRUE.equals(request.sampling().logprobs())) {
            include.add(INCLUDE_LOGPROBS);
        }
        if (reasoning != null && !"none".equals(reasoning.path("effort").textValue())) {
            include.add(INCLUDE_ENCRYPTED);
        }
        if (!include.isEmpty()) {
            body.set("include", include);
        }
    }

    private void about(ChatRequest request, ObjectNode body) {
        String tier = request.serviceTier();
        if (tier != null && TIERS.contains(tier)) {
            body.put("service_tier", tier);
        } else if (tier != null) {
            losses.add("service_tier");
        }
        if (request.user() != null) {
            body.put("safety_identifier", request.user());
        }
        if (!request.metadata().isEmpty()) {
            ObjectNode metadata = body.putObject("metadata");
            request.metadata().forEach(metadata::put);
        }
    }
}
