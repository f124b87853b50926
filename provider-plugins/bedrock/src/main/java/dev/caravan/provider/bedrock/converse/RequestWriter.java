package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request for Bedrock. Roles have to take turns there, so neighbours of the same role become one message, and the
 * results of tools stand in a user's.
 */
final class RequestWriter {

    private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{0,256}");
    private static final int MOST_METADATA = 16;
    private static final Set<String> TIERS = Set.of("priority", "default", "flex", "reserved");

    private final Losses losses;

    RequestWriter(Losses losses) {
        this.losses = losses;
    }

    WireRequest write(ChatRequest request) {
        BlockWriter blocks = new BlockWriter(AnthropicFields.belongTo(request.model()), losses);
        ObjectNode body = Json.object();
        system(request.messages(), blocks, body);
        body.set("messages", messages(request.messages(), blocks));
        inference(request, body);
        new ToolConfigWriter(blocks, losses).write(request, body);
        new AnthropicFieldsWriter(losses).write(request, body);
        format(request.format(), body);
        tier(request.serviceTier(), body);
        metadata(request, body);
        unsaid(request);
        return new WireRequest(request.model(), request.stream(), body);
    }

    private void system(List<Message> messages, BlockWriter blocks, ObjectNode body) {
        ArrayNode system = Json.array();
        boolean begun = false;
        for (Message message : messages) {
            boolean instruction = isInstruction(message);
            begun |= !instruction;
            if (instruction && begun) {
                losses.add("messages.system.position");
            }
            if (instruction) {
                message.parts().forEach(part -> instruction(part, blocks, system));
            }
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
    }

    private static void instruction(Part part, BlockWriter blocks, ArrayNode system) {
        if (part instanceof Part.Text || part instanceof Part.Opaque) {
            blocks.write(part, system);
        } else {
            throw GatewayError.badRequest("unsupported_content", "System messages hold only text for this provider.")
                    .withParam("messages");
        }
    }

    private ArrayNode messages(List<Message> messages, BlockWriter blocks) {
        ArrayNode written = Json.array();
        String lastRole = "";
        ArrayNode content = Json.array();
        for (Message message : messages) {
            if (isInstruction(message)) {
                continue;
            }
            if (message.name() != null) {
                losses.add("messages.name");
            }
            String role = message.role() == Role.ASSISTANT ? "assistant" : "user";
            boolean goesOn = role.equals(lastRole);
            ArrayNode target = goesOn ? content : Json.array();
            message.parts().forEach(part -> blocks.write(part, target));
            // A message of nothing but blank text is left out, and does not part its neighbours.
            if (!goesOn && !target.isEmpty()) {
                written.addObject().put("role", role).set("content", target);
                content = target;
                lastRole = role;
            }
        }
        return written;
    }

    private static boolean isInstruction(Message message) {
        return message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
    }

    private void inference(ChatRequest request, ObjectNode body) {
        ObjectNode config = Json.object();
        if (request.maxTokens() != null) {
            config.put("maxTokens", request.maxTokens());
        }
        Double temperature = request.sampling().temperature();
        if (temperature != null) {
            if (temperature > 1) {
                losses.add("temperature");
            }
            config.put("temperature", Math.min(1, temperature));
        }
        if (request.sampling().topP() != null) {
            config.put("topP", request.sampling().topP());
        }
        if (!request.stop().isEmpty()) {
            ArrayNode sequences = config.putArray("stopSequences");
            request.stop().forEach(sequences::add);
        }
        if (!config.isEmpty()) {
            body.set("inferenceConfig", config);
        }
    }

    private void format(@Nullable OutputFormat format, ObjectNode body) {
        if (format instanceof OutputFormat.JsonSchema schema) {
            ObjectNode text =
                    body.withObject("/outputConfig").putObject("textFormat").put("type", "json_schema");
            ObjectNode definition = text.putObject("structure").putObject("jsonSchema");
            definition.put("schema", Json.text(schema.schema()));
            if (schema.name() != null) {
                definition.put("name", schema.name());
            }
            if (schema.description() != null) {
                definition.put("description", schema.description());
            }
        } else if (format != null) {
            losses.add("response_format.json_object");
        }
    }

    private void tier(@Nullable String tier, ObjectNode body) {
        if (tier == null || tier.equals("auto")) {
            return;
        }
        String known = tier.startsWith("standard") ? "default" : tier;
        if (TIERS.contains(known)) {
            body.putObject("serviceTier").put("type", known);
        } else {
            losses.add("service_tier");
        }
    }

    private void metadata(ChatRequest request, ObjectNode body) {
        ObjectNode metadata = Json.object();
        request.metadata().forEach((name, value) -> {
            boolean fits = !name.isEmpty()
                    && METADATA.matcher(name).matches()
                    && METADATA.matcher(value).matches()
                    && metadata.size() < MOST_METADATA;
            if (fits) {
                metadata.put(name, value);
            } else {
                losses.add("metadata");
            }
        });
        if (!metadata.isEmpty()) {
            body.set("requestMetadata", metadata);
        }
    }

    private void unsaid(ChatRequest request) {
        Sampling sampling = request.sampling();
        losses.addIf(request.user() != null, "user");
        losses.addIf(Boolean.FALSE.equals(request.parallelToolCalls()), "parallel_tool_calls");
        losses.addIf(sampling.minP() != null, "min_p");
        losses.addIf(sampling.seed() != null, "seed");
        losses.addIf(isSet(sampling.frequencyPenalty()), "frequency_penalty");
        losses.addIf(isSet(sampling.presencePenalty()), "presence_penalty");
        losses.addIf(sampling.logitBias() != null && !sampling.logitBias().isEmpty(), "logit_bias");
        losses.addIf(Boolean.TRUE.equals(sampling.logprobs()), "logprobs");
        losses.addIf(sampling.topLogprobs() != null && sampling.topLogprobs() > 0, "top_logprobs");
        losses.addIf(sampling.choices() != null && sampling.choices() > 1, "n");
    }

    private static boolean isSet(@Nullable Double penalty) {
        return penalty != null && penalty != 0;
    }
}
