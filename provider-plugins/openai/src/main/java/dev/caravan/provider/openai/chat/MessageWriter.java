package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the messages of a request: a tool's results become messages of their own. */
final class MessageWriter {

    private final Flavour flavour;
    private final Losses losses;
    private final ContentWriter content;

    MessageWriter(Flavour flavour, Losses losses) {
        this.flavour = flavour;
        this.losses = losses;
        this.content = new ContentWriter(losses);
    }

    ArrayNode write(ChatRequest request) {
        ArrayNode messages = Json.array();
        List<Part> images = new ArrayList<>();
        for (int i = 0; i < request.messages().size(); i++) {
            Message message = request.messages().get(i);
            if (message.role() == Role.ASSISTANT) {
                messages.add(assistant(message));
                continue;
            }
            List<Part> rest = new ArrayList<>();
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolResult result) {
                    messages.add(result(result, images));
                } else {
                    rest.add(part);
                }
            }
            boolean moreResults = i + 1 < request.messages().size()
                    && request.messages().get(i + 1).role() == Role.TOOL;
            if (!images.isEmpty() && !moreResults) {
                messages.add(Json.object().put("role", "user").set("content", content.parts(images)));
                images.clear();
            }
            if (!rest.isEmpty() || message.parts().isEmpty()) {
                messages.add(spoken(message, rest));
            }
        }
        return messages;
    }

    private ObjectNode spoken(Message message, List<Part> parts) {
        String role =
                switch (message.role()) {
                    case SYSTEM -> "system";
                    case DEVELOPER -> flavour == Flavour.OPENAI ? "developer" : "system";
                    default -> "user";
                };
        return named(Json.object().put("role", role).set("content", content.write(parts)), message.name());
    }

    /** Results are texts here; what a tool showed goes into a message of the user's behind them. */
    private ObjectNode result(Part.ToolResult result, List<Part> images) {
        List<Part> texts = new ArrayList<>();
        for (Part part : result.content()) {
            if (part instanceof Part.Text) {
                texts.add(part);
            } else {
                losses.add("messages.tool_result.content");
                images.add(part);
            }
        }
        if (result.error()) {
            losses.add("messages.tool_result.is_error");
        }
        if (result.cache() != null) {
            losses.add("messages.cache_control");
        }
        return Json.object()
                .put("role", "tool")
                .put("tool_call_id", result.callId())
                .set("content", content.write(texts));
    }

    private ObjectNode assistant(Message message) {
        ObjectNode written = Json.object().put("role", "assistant");
        List<Part> said = new ArrayList<>();
        ArrayNode calls = Json.array();
        for (Part part : message.parts()) {
            if (part instanceof Part.Reasoning) {
                losses.add("messages.reasoning");
            } else if (part instanceof Part.ToolCall call) {
                calls.add(call(call));
            } else if (part instanceof Part.Opaque opaque && opaque.dialect().equals(OpenAiChatDialect.NAME)) {
                calls.add(opaque.json());
            } else {
                said.add(part);
            }
        }
        if (said.isEmpty()) {
            written.putNull("content");
        } else {
            written.set("content", content.write(said));
        }
        if (!calls.isEmpty()) {
            written.set("tool_calls", calls);
        }
        return named(written, message.name());
    }

    private ObjectNode call(Part.ToolCall call) {
        if (call.signature() != null) {
            losses.add("messages.tool_calls.signature");
        }
        if (call.cache() != null) {
            losses.add("messages.cache_control");
        }
        ObjectNode written = Json.object().put("id", call.id()).put("type", "function");
        written.putObject("function").put("name", call.name()).put("arguments", ToolArguments.text(call.arguments()));
        return written;
    }

    private static ObjectNode named(ObjectNode message, @Nullable String name) {
        return name == null ? message : message.put("name", name);
    }
}
