package dev.caravan.provider.openai.responses;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the items of an input. What the model said in one turn comes as several items (reasoning, message, function calls) and
 * becomes one assistant message, because other dialects want the calls of a turn together.
 */
final class InputReader {

    private final Losses losses;
    private final ContentReader contents;
    private final List<Message> messages = new ArrayList<>();
    private final List<Part> turn = new ArrayList<>();

    InputReader(Losses losses) {
        this.losses = losses;
        this.contents = new ContentReader(losses);
    }

    /** @throws GatewayError 400 for an item that is malformed or stands for one that only the provider has */
    List<Message> read(List<Fields> items) {
        items.forEach(this::item);
        endTurn();
        return List.copyOf(messages);
    }

    private void item(Fields item) {
        String type = typeOf(item);
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> turn.add(functionCall(item));
            case "function_call_output" -> say(Role.TOOL, List.of(functionCallOutput(item)));
            case "reasoning" -> reasoning(item);
            case "item_reference" ->
                throw GatewayError.badRequest(
                                "unsupported_parameter",
                                "'%s' refers to an item that only OpenAI keeps, and this call is answered by another API;"
                                        + " send the item itself, as SDKs do with store: false.",
                                item.path())
                        .withParam(item.path());
            default -> other(type, item);
        }
    }

    private static String typeOf(Fields item) {
        String type = item.text("type");
        if (type != null) {
            return type;
        }
        if (item.has("role")) {
            return "message";
        }
        if (item.has("id")) {
            return "item_reference";
        }
        throw item.missing("type");
    }

    private void message(Fields item) {
        Role role =
                switch (item.requiredText("role")) {
                    case "user" -> Role.USER;
                    case "assistant" -> Role.ASSISTANT;
                    case "system" -> Role.SYSTEM;
                    case "developer" -> Role.DEVELOPER;
                    default -> throw item.invalid("role", "it is none of user, assistant, system and developer");
                };
        List<Part> parts = contents.read(item, "content");
        item.ignore("id", "status", "phase");
        item.reportUnread("input.", losses);
        if (role == Role.ASSISTANT) {
            if (hasText() && !hasCalls()) {
                endTurn();
            }
            turn.addAll(parts);
            if (turn.isEmpty()) {
                say(Role.ASSISTANT, List.of());
            }
        } else {
            say(role, parts);
        }
    }

    private Part functionCall(Fields item) {
        Part call = new Part.ToolCall(
                item.requiredText("call_id"),
                item.requiredText("name"),
                item.requiredText("arguments"),
                CallSignature.read(item),
                null);
        item.ignore("id", "status", "caller");
        item.reportUnread("input.", losses);
        return call;
    }

    private Part functionCallOutput(Fields item) {
        Part result = new Part.ToolResult(
                item.requiredText("call_id"), item.text("name"), contents.read(item, "output"), false, null);
        item.ignore("id", "status", "caller");
        item.reportUnread("input.", losses);
        return result;
    }

    private void reasoning(Fields item) {
        if (hasText() && !hasCalls()) {
            endTurn();
        }
        turn.add(ReasoningCodec.read(item));
        item.ignore("status");
        item.reportUnread("input.", losses);
    }

    private void other(String type, Fields item) {
        Part opaque = new Part.Opaque(ResponsesDialect.NAME, type, item.json());
        if (type.endsWith("_output") || type.endsWith("_response")) {
            say(Role.USER, List.of(opaque));
        } else {
            turn.add(opaque);
        }
    }

    private void say(Role role, List<Part> parts) {
        endTurn();
        messages.add(new Message(role, parts));
    }

    private void endTurn() {
        if (!turn.isEmpty()) {
            messages.add(new Message(Role.ASSISTANT, turn));
            turn.clear();
        }
    }

    private boolean hasText() {
        return turn.stream().anyMatch(part -> part instanceof Part.Text || part instanceof Part.Refusal);
    }

    private boolean hasCalls() {
        return turn.stream().anyMatch(Part.ToolCall.class::isInstance);
    }
}
