package dev.caravan.processors.genai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said in a call of a model, wherever its span tells it: in GenAI's messages, in OpenInference's, in the numbered
 * attributes before them, in events, or in the plain input and output.
 *
 * @param prompt what the user said last, or null
 * @param completion what the model said, or null
 * @param toolCalls its calls of tools as JSON, or null for none
 * @param finishReason why it ended, as far as the messages tell, or null
 */
record Conversation(
        @Nullable String prompt,
        @Nullable String completion,
        @Nullable String toolCalls,
        @Nullable String finishReason) {

    private static final String CHOICE = "gen_ai.choice";

    /** @param details of the span: {@code events} as {@code {"name","attributes"}}, plain {@code input} and {@code output} */
    static Conversation of(Attributes span, ObjectNode details) {
        List<Message> asked = new ArrayList<>();
        List<Message> answered = new ArrayList<>();
        read(span, asked, answered);
        for (JsonNode event : details.path("events")) {
            if (event.path("attributes") instanceof ObjectNode attributes) {
                readEvent(event.path("name").asText(), new Attributes(attributes), asked, answered);
            }
        }
        if (asked.isEmpty() && answered.isEmpty()) {
            readPlain(asked, span.any("input.value"), details.get("input"));
            readPlain(answered, span.any("output.value"), details.get("output"));
        }
        return new Conversation(
                lastOfUser(asked),
                said(answered),
                calls(answered),
                answered.isEmpty() ? null : answered.get(0).finishReason());
    }

    /** Where several conventions tell the same, the first of them counts. */
    private static void read(Attributes from, List<Message> asked, List<Message> answered) {
        readInto(asked, from, "gen_ai.input.messages", "llm.input_messages", "gen_ai.prompt");
        readInto(answered, from, "gen_ai.output.messages", "llm.output_messages", "gen_ai.completion");
    }

    private static void readInto(List<Message> messages, Attributes from, String... names) {
        for (String name : names) {
            if (!messages.isEmpty()) {
                return;
            }
            JsonNode tree = from.tree(name);
            messages.addAll(Message.all(tree));
            if (messages.isEmpty()) {
                messages.addAll(Message.all(Numbered.list(from, name)));
            }
            if (messages.isEmpty() && from.has(name) && tree == null) {
                messages.add(new Message("", from.text(name), List.of(), null));
            }
        }
    }

    /** An input or output by itself: messages where it has that form, else the words themselves. */
    private static void readPlain(List<Message> messages, @Nullable JsonNode attribute, @Nullable JsonNode detail) {
        JsonNode plain = attribute == null ? detail : attribute;
        if (plain == null || plain.isNull()) {
            return;
        }
        messages.addAll(Message.all(plain.isTextual() ? Json.parse(plain.textValue()) : plain));
        if (messages.isEmpty()) {
            messages.add(new Message("", Attributes.asText(plain), List.of(), null));
        }
    }

    private static void readEvent(String name, Attributes event, List<Message> asked, List<Message> answered) {
        switch (name) {
            case "gen_ai.user.message", "gen_ai.system.message", "gen_ai.assistant.message", "gen_ai.tool.message" -> {
                String role = name.substring("gen_ai.".length(), name.length() - ".message".length());
                asked.add(new Message(role, Message.of(event.values()).text(), List.of(), null));
            }
            case CHOICE -> answered.add(choice(event));
            default -> read(event, asked, answered);
        }
    }

    private static Message choice(Attributes event) {
        JsonNode message = event.tree("message");
        String reason = event.text("finish_reason");
        Message said = Message.of(message == null ? event.values() : message);
        return new Message(said.role(), said.text(), said.toolCalls(), reason == null ? said.finishReason() : reason);
    }

    /** Where nobody is told to be the user, the last words count. */
    private static @Nullable String lastOfUser(List<Message> messages) {
        String last = null;
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            if (message.text() != null
                    && (message.role().equals("user") || message.role().equals("human"))) {
                return message.text();
            }
            if (last == null && message.role().isEmpty()) {
                last = message.text();
            }
        }
        return last;
    }

    private static @Nullable String said(List<Message> messages) {
        for (Message message : messages) {
            if (message.text() != null) {
                return message.text();
            }
        }
        return null;
    }

    private static @Nullable String calls(List<Message> messages) {
        ArrayNode calls = Json.array();
        messages.forEach(message -> message.toolCalls().forEach(calls::add));
        return calls.isEmpty() ? null : Json.text(calls);
    }
}
