package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;

/** Writes requests to {@code /api/generate}: instructions and one prompt, without tools. */
final class GenerateRequestWriter {

    private final ChatRequest request;
    private final Losses losses;

    GenerateRequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    WireRequest write() {
        if (!request.tools().isEmpty()) {
            throw unsupported("tools", "Tools");
        }
        SaidParts system = new SaidParts(losses);
        SaidParts prompt = new SaidParts(losses);
        boolean asked = false;
        for (Message message : request.messages()) {
            boolean instructs = message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
            if (!instructs && (asked || message.role() != Role.USER)) {
                throw unsupported("messages", "Conversations of several turns");
            }
            asked |= !instructs;
            if (message.name() != null) {
                losses.add("messages.name");
            }
            say(message, instructs ? system : prompt);
        }
        return new WireRequest(request.model(), request.stream(), body(system, prompt));
    }

    private static void say(Message message, SaidParts said) {
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolCall || part instanceof Part.ToolResult) {
                throw unsupported("messages", "Tool calls and their results");
            }
            said.add(part);
        }
    }

    private ObjectNode body(SaidParts system, SaidParts prompt) {
        ObjectNode body = Json.object();
        if (request.model() != null) {
            body.put("model", request.model());
        }
        if (!system.text().isEmpty()) {
            body.put("system", system.text());
        }
        body.put("prompt", prompt.text());
        prompt.writeRest(body);
        new SettingsWriter(request, body, losses).write();
        return body;
    }

    private static GatewayError unsupported(String field, String what) {
        return GatewayError.badRequest(
                        "unsupported_conversation",
                        "%s cannot be sent to this provider's generate endpoint, which takes one prompt.",
                        what)
                .withParam(field);
    }
}
