package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code messages}, where a tool's results are messages of their own, and {@code documents}, which Cohere has beside
 * the messages.
 */
final class MessageWriter {

    private final Losses losses;
    private final ContentWriter content;
    private final ArrayNode messages = Json.array();
    private final ArrayNode documents = Json.array();
    private boolean cited;

    MessageWriter(Losses losses) {
        this.losses = losses;
        this.content = new ContentWriter(losses);
    }

    void write(ChatRequest request, ObjectNode body) {
        List<Part> shown = new ArrayList<>();
        for (int i = 0; i < request.messages().size(); i++) {
            Message message = request.messages().get(i);
            if (message.name() != null) {
                losses.add("messages.name");
            }
            if (message.role() == Role.ASSISTANT) {
                messages.add(AssistantWriter.turn(message.parts(), losses));
                continue;
            }
            List<Part> rest = results(message, shown);
            boolean moreResults = i + 1 < request.messages().size()
                    && request.messages().get(i + 1).role() == Role.TOOL;
            if (!shown.isEmpty() && !moreResults) {
                messages.addObject().put("role", "user").set("content", content.blocks(shown));
                shown.clear();
            }
            if (!rest.isEmpty() || message.parts().isEmpty()) {
                messages.add(spoken(message.role(), rest));
            }
        }
        body.set("messages", messages);
        if (!documents.isEmpty()) {
            body.set("documents", documents);
            if (!cited) {
                body.putObject("citation_options").put("mode", "OFF");
            }
        }
    }

    /** Writes the results in a message, and gives what else it holds. */
    private List<Part> results(Message message, List<Part> shown) {
        List<Part> rest = new ArrayList<>();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                messages.add(result(result, shown));
            } else {
                rest.add(part);
            }
        }
        return rest;
    }

    private ObjectNode spoken(Role role, List<Part> parts) {
        List<Part> said = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Document document && document.source() instanceof MediaSource.PlainText plain) {
                documents.add(DocumentFields.write(document, plain));
                cited |= document.citations();
                if (document.cache() != null) {
                    losses.add("messages.cache_control");
                }
            } else {
                said.add(part);
            }
        }
        boolean system = role == Role.SYSTEM || role == Role.DEVELOPER;
        return Json.object().put("role", system ? "system" : "user").set("content", content.write(said));
    }

    /** Results are texts and documents here; what a tool showed goes into a message of the user's behind them. */
    private ObjectNode result(Part.ToolResult result, List<Part> shown) {
        List<Part> told = new ArrayList<>();
        for (Part part : result.content()) {
            boolean tellable = part instanceof Part.Text
                    || part instanceof Part.Document document && document.source() instanceof MediaSource.PlainText;
            if (tellable) {
                told.add(part);
            } else {
                losses.add("messages.tool_result.content");
                shown.add(part);
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
                .set("content", content.write(told));
    }
}
