package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a request for a provider. */
final class RequestWriter {

    private final ChatRequest request;
    private final Losses losses;

    RequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    WireRequest write() {
        ClaudeModel model = ClaudeModel.of(request.model());
        Conversation conversation = new ConversationWriter(losses).write(request.messages());
        ThinkingPlan thinking = new ThinkingPlanner(request, model, losses).plan(conversation);

        ObjectNode body = Json.object();
        if (request.model() != null) {
            body.put("model", request.model());
        }
        body.put("max_tokens", thinking.maxTokens());
        if (conversation.system() != null) {
            body.set("system", conversation.system());
        }
        body.set("messages", conversation.messages());
        new ToolsWriter(losses).write(request, body);
        if (thinking.thinking() != null) {
            body.set("thinking", thinking.thinking());
        }
        outputConfig(thinking.effort(), body);
        new SamplingWriter(model, thinking.thinks(), losses).write(request.sampling(), body);
        stop(body);
        tier(body);
        if (request.user() != null) {
            body.putObject("metadata").put("user_id", request.user());
        }
        if (!request.metadata().isEmpty()) {
            losses.add("metadata");
        }
        if (request.stream()) {
            body.put("stream", true);
        }
        return new WireRequest(request.model(), request.stream(), body);
    }

    private void outputConfig(@Nullable String effort, ObjectNode body) {
        ObjectNode config = Json.object();
        if (effort != null) {
            config.put("effort", effort);
        }
        if (request.format() instanceof OutputFormat.JsonSchema schema) {
            config.putObject("format").put("type", "json_schema").set("schema", schema.schema());
            if (schema.description() != null) {
                losses.add("response_format.json_schema.description");
            }
        } else if (request.format() instanceof OutputFormat.JsonObject) {
            // Without a schema there is nothing that the API could hold the answer to.
            losses.add("response_format.json_object");
        }
        if (!config.isEmpty()) {
            body.set("output_config", config);
        }
    }

    /** The API refuses sequences of white space alone. */
    private void stop(ObjectNode body) {
        List<String> sequences = new ArrayList<>();
        for (String sequence : request.stop()) {
            if (sequence.isBlank()) {
                losses.add("stop");
            } else {
                sequences.add(sequence);
            }
        }
        if (!sequences.isEmpty()) {
            ArrayNode written = body.putArray("stop_sequences");
            sequences.forEach(written::add);
        }
    }

    /** Whether to use priority capacity where there is some; OpenAI's {@code default} is the tier without. */
    private void tier(ObjectNode body) {
        if (request.serviceTier() == null) {
            return;
        }
        switch (request.serviceTier()) {
            case "auto", "standard_only" -> body.put("service_tier", request.serviceTier());
            case "default", "standard" -> body.put("service_tier", "standard_only");
            default -> losses.add("service_tier");
        }
    }
}
