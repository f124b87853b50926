package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what the assistant says, in a request or an answer. The text before tool calls is their {@code tool_plan}. */
final class AssistantWriter {

    private final String prefix;
    private final Losses losses;
    private final ArrayNode content = Json.array();
    private final ArrayNode citations = Json.array();
    private final ArrayNode calls = Json.array();
    private @Nullable String plan;

    private AssistantWriter(String prefix, Losses losses) {
        this.prefix = prefix;
        this.losses = losses;
    }

    /** The message of an answer. */
    static ObjectNode answer(List<Part> parts, Losses losses) {
        AssistantWriter writer = new AssistantWriter("", losses);
        writer.read(parts);
        return writer.message();
    }

    /** A message of a request: one that is just a text has it as a string. */
    static ObjectNode turn(List<Part> parts, Losses losses) {
        AssistantWriter writer = new AssistantWriter("messages.", losses);
        writer.read(parts);
        ObjectNode message = writer.message();
        if (writer.content.isEmpty() && writer.calls.isEmpty()) {
            message.put("content", "");
        } else if (writer.content.size() == 1
                && writer.content.get(0).path("text").isTextual()) {
            message.put("content", writer.content.get(0).path("text").textValue());
        }
        return message;
    }

    private ObjectNode message() {
        ObjectNode message = Json.object().put("role", "assistant");
        if (!content.isEmpty()) {
            message.set("content", content);
        }
        if (plan != null) {
            message.put("tool_plan", plan);
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            message.set("citations", citations);
        }
        return message;
    }

    private void read(List<Part> parts) {
        Part.Text planned = planned(parts);
        for (Part part : parts) {
            if (part == planned) {
                plan(planned);
            } else if (part instanceof Part.Text text) {
                text(text);
            } else if (part instanceof Part.Reasoning thought) {
                thought(thought);
            } else if (part instanceof Part.ToolCall call) {
                calls.add(call(call));
            } else if (part instanceof Part.Refusal refusal) {
                losses.add(prefix + "refusal");
                content.addObject().put("type", "text").put("text", refusal.text());
            } else if (part instanceof Part.Opaque opaque && opaque.dialect().equals(CohereChatDialect.NAME)) {
                content.add(opaque.json());
            } else if (part instanceof Part.Opaque opaque) {
                losses.add(prefix + "content." + opaque.type());
            } else {
                losses.add(prefix + "content.media");
            }
        }
    }

    /** The last text before the first tool call; null when there is none. */
    private static Part.@Nullable Text planned(List<Part> parts) {
        Part.Text last = null;
        for (Part part : parts) {
            if (part instanceof Part.ToolCall) {
                return last;
            }
            if (part instanceof Part.Text text) {
                last = text;
            }
        }
        return null;
    }

    private void plan(Part.Text text) {
        plan = text.text();
        cite(text.citations(), null);
        cache(text.cache() != null);
    }

    private void text(Part.Text text) {
        cite(text.citations(), content.size());
        cache(text.cache() != null);
        content.addObject().put("type", "text").put("text", text.text());
    }

    private void thought(Part.Reasoning thought) {
        if (thought.signature() != null || thought.encrypted() != null) {
            losses.add("reasoning.signature");
        }
        if (!thought.text().isEmpty()) {
            content.addObject().put("type", "thinking").put("thinking", thought.text());
        }
    }

    private ObjectNode call(Part.ToolCall call) {
        if (call.signature() != null) {
            losses.add("reasoning.signature");
        }
        cache(call.cache() != null);
        ObjectNode written = Json.object()
                .put("id", call.id() == null ? AnswerIds.call() : call.id())
                .put("type", "function");
        written.putObject("function").put("name", call.name()).put("arguments", ToolArguments.text(call.arguments()));
        return written;
    }

    private void cite(List<Citation> cited, @Nullable Integer contentIndex) {
        cited.forEach(citation -> citations.add(CitationFields.write(citation, contentIndex)));
    }

    private void cache(boolean marked) {
        if (marked) {
            losses.add("messages.cache_control");
        }
    }
}
