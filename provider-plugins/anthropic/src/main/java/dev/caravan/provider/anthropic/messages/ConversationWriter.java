package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code system} and {@code messages}. Instructions from anywhere go to {@code system}. The results of calls
 * stand in one user's message right behind the calls, before what the user says, as the API demands.
 */
final class ConversationWriter {

    /** A turn in the making; results come before the rest. */
    private record Turn(boolean assistant, ArrayNode results, ArrayNode rest) {

        Turn(boolean assistant) {
            this(assistant, Json.array(), Json.array());
        }

        boolean takes(Message next) {
            boolean both = !assistant && next.role() != Role.ASSISTANT;
            return both && !results.isEmpty() && (next.role() == Role.TOOL || rest.isEmpty());
        }

        boolean isEmpty() {
            return results.isEmpty() && rest.isEmpty();
        }

        ObjectNode message() {
            ArrayNode content = Json.array().addAll(results).addAll(rest);
            return Json.object().put("role", assistant ? "assistant" : "user").set("content", shortest(content));
        }
    }

    private final BlockWriter blocks;
    private final Losses losses;

    ConversationWriter(Losses losses) {
        this.blocks = new BlockWriter(losses);
        this.losses = losses;
    }

    Conversation write(List<Message> messages) {
        ArrayNode system = Json.array();
        List<Turn> turns = new ArrayList<>();
        for (Message message : messages) {
            if (message.name() != null) {
                losses.add("messages.name");
            }
            if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
                if (!turns.isEmpty()) {
                    losses.add("messages.role.system");
                }
                instructions(message, system);
            } else {
                spoken(message, turns);
            }
        }
        ArrayNode written = Json.array();
        turns.stream().filter(turn -> !turn.isEmpty()).forEach(turn -> written.add(turn.message()));
        return new Conversation(system.isEmpty() ? null : shortest(system), written);
    }

    private void instructions(Message message, ArrayNode system) {
        for (Part part : message.parts()) {
            if (part instanceof Part.Text || part instanceof Part.Opaque) {
                blocks.add(part, system);
            } else {
                throw GatewayError.badRequest(
                                "unsupported_system_content", "System messages for this provider can hold text only.")
                        .withParam("messages");
            }
        }
    }

    private void spoken(Message message, List<Turn> turns) {
        if (turns.isEmpty() || !turns.get(turns.size() - 1).takes(message)) {
            turns.add(new Turn(message.role() == Role.ASSISTANT));
        }
        Turn turn = turns.get(turns.size() - 1);
        for (Part part : message.parts()) {
            blocks.add(part, part instanceof Part.ToolResult ? turn.results() : turn.rest());
        }
    }

    /** One plain text goes as a string, which every server that speaks this API understands. */
    private static JsonNode shortest(ArrayNode content) {
        JsonNode only = content.path(0);
        boolean plain = content.size() == 1 && only.path("type").asText().equals("text") && only.size() == 2;
        return plain ? only.get("text") : content;
    }
}
