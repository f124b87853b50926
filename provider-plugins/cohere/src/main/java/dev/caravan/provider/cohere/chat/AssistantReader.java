package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the assistant says, in a request or an answer. Its {@code tool_plan} is the text before its tool calls: that is
 * what it is in other dialects, whose clients send it back as such.
 */
final class AssistantReader {

    private static final int UNPLACED = -1;

    private final boolean lenient;
    private final Losses losses;

    /** @param lenient whether a kind of content that is not known is kept as it is, not refused */
    AssistantReader(boolean lenient, Losses losses) {
        this.lenient = lenient;
        this.losses = losses;
    }

    List<Part> read(Fields message) {
        List<Citation> ofPlan = new ArrayList<>();
        Map<Integer, List<Citation>> ofContent = citations(message, ofPlan);
        List<Part> parts = content(message, ofContent);
        String plan = message.text("tool_plan");
        if (plan != null && !plan.isEmpty()) {
            parts.add(new Part.Text(plan, ofPlan, null));
        }
        for (Fields call : message.objects("tool_calls")) {
            parts.add(call(call));
        }
        return parts;
    }

    /** The citations by the place of their text in the content. */
    private Map<Integer, List<Citation>> citations(Fields message, List<Citation> ofPlan) {
        Map<Integer, List<Citation>> ofContent = new HashMap<>();
        for (Fields entry : message.objects("citations")) {
            JsonNode citation = entry.json();
            if (CitationFields.isOfThoughts(citation)) {
                losses.add("citations");
            } else if (CitationFields.isOfPlan(citation)) {
                ofPlan.add(CitationFields.read(citation));
            } else {
                int place = citation.path("content_index").asInt(UNPLACED);
                ofContent.computeIfAbsent(place, unused -> new ArrayList<>()).add(CitationFields.read(citation));
            }
        }
        return ofContent;
    }

    private List<Part> content(Fields message, Map<Integer, List<Citation>> citations) {
        List<Part> parts = new ArrayList<>();
        JsonNode content = message.any("content");
        if (content == null) {
            return parts;
        }
        if (content.isTextual()) {
            if (!content.textValue().isEmpty()) {
                parts.add(text(content.textValue(), 0, true, citations));
            }
            return parts;
        }
        if (!content.isArray()) {
            throw message.wrong("content", "a string or an array of content blocks", content);
        }
        boolean first = true;
        int place = 0;
        for (Fields block : message.objects("content")) {
            String type = block.text("type");
            if ("text".equals(type)) {
                parts.add(text(block.requiredText("text"), place, first, citations));
                first = false;
            } else if ("thinking".equals(type)) {
                parts.add(new Part.Reasoning(block.requiredText("thinking")));
            } else {
                parts.add(unknown(block, type));
            }
            place++;
        }
        return parts;
    }

    /** A citation that does not say where its text stands belongs to the first one. */
    private static Part text(String text, int place, boolean first, Map<Integer, List<Citation>> citations) {
        List<Citation> own = new ArrayList<>(citations.getOrDefault(place, List.of()));
        if (first) {
            own.addAll(citations.getOrDefault(UNPLACED, List.of()));
        }
        return new Part.Text(text, own, null);
    }

    private Part unknown(Fields block, @Nullable String type) {
        if (!lenient) {
            throw block.invalid("type", "expected 'text' or 'thinking'");
        }
        return new Part.Opaque(CohereChatDialect.NAME, type == null ? "content" : type, block.json());
    }

    private static Part call(Fields call) {
        Fields function = call.requiredObject("function");
        String arguments = function.text("arguments");
        return new Part.ToolCall(call.text("id"), function.requiredText("name"), arguments == null ? "" : arguments);
    }
}
