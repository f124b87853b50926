package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one block of a stream. What only this dialect has is collected and told whole when the block stops. */
final class BlockDecoder {

    private final int part;
    private final Part head;
    private final ObjectNode block;
    private final StringBuilder input = new StringBuilder();
    private boolean grown;

    private BlockDecoder(int part, Part head, ObjectNode block) {
        this.part = part;
        this.head = head;
        this.block = block;
    }

    static BlockDecoder of(Fields block, int part) {
        String type = block.requiredText("type");
        Part head =
                switch (type) {
                    case "text" -> new Part.Text("");
                    case "thinking" -> new Part.Reasoning("");
                    case "redacted_thinking" -> new Part.Reasoning("", null, block.requiredText("data"), null);
                    case "tool_use" -> new Part.ToolCall(block.requiredText("id"), block.requiredText("name"), "");
                    default ->
                        new Part.Opaque(
                                AnthropicMessagesDialect.NAME,
                                type,
                                block.json().deepCopy());
                };
        return new BlockDecoder(part, head, block.json());
    }

    void start(Consumer<ChatEvent> events) {
        if (head instanceof Part.Opaque) {
            return;
        }
        events.accept(new ChatEvent.PartStarted(0, part, head));
        if (head instanceof Part.Text) {
            grow(block.path("text").asText(), events);
            CitationFields.read(Fields.ofAnswer(block))
                    .forEach(citation -> events.accept(new ChatEvent.PartCited(0, part, citation)));
        } else if (head instanceof Part.Reasoning) {
            grow(block.path("thinking").asText(), events);
            sign(block.path("signature").asText(), events);
        }
    }

    void grow(Fields delta, Consumer<ChatEvent> events) {
        String type = delta.requiredText("type");
        if (head instanceof Part.Opaque opaque) {
            collect(type, delta, (ObjectNode) opaque.json());
            return;
        }
        switch (type) {
            case "text_delta" -> grow(delta.requiredText("text"), events);
            case "thinking_delta" -> grow(delta.requiredText("thinking"), events);
            case "input_json_delta" -> grow(delta.requiredText("partial_json"), events);
            case "signature_delta" -> sign(delta.requiredText("signature"), events);
            case "citations_delta" ->
                events.accept(new ChatEvent.PartCited(
                        0,
                        part,
                        CitationFields.read(delta.requiredObject("citation").json())));
            default -> {}
        }
    }

    void stop(Consumer<ChatEvent> events) {
        if (head instanceof Part.Opaque opaque) {
            JsonNode whole = Json.parse(input.toString());
            if (whole != null) {
                ((ObjectNode) opaque.json()).set("input", whole);
            }
            events.accept(new ChatEvent.PartStarted(0, part, opaque));
        } else if (head instanceof Part.ToolCall && !grown) {
            // Some servers send the arguments in the block's start, and a tool without arguments has an empty object.
            JsonNode whole = block.path("input");
            grow(whole.isObject() ? Json.text(whole) : "{}", events);
        }
        events.accept(new ChatEvent.PartEnded(0, part));
    }

    private void collect(String type, Fields delta, ObjectNode whole) {
        if (type.equals("input_json_delta")) {
            input.append(delta.requiredText("partial_json"));
            return;
        }
        for (Map.Entry<String, JsonNode> field : List.copyOf(delta.json().properties())) {
            if (!field.getKey().equals("type")) {
                whole.set(field.getKey(), field.getValue());
            }
        }
    }

    private void grow(@Nullable String text, Consumer<ChatEvent> events) {
        if (text != null && !text.isEmpty()) {
            grown = true;
            events.accept(new ChatEvent.PartGrew(0, part, text));
        }
    }

    private void sign(String signature, Consumer<ChatEvent> events) {
        if (!signature.isEmpty()) {
            events.accept(new ChatEvent.PartSigned(0, part, signature));
        }
    }
}
