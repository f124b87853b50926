package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;

/** Where an answer, or a line of one, says what it says. */
enum Form {
    /** In {@code message}, the text as its {@code content}. */
    CHAT("content"),
    /** Beside the rest, the text as {@code response}. There are no tools. */
    GENERATE("response");

    private final String text;

    Form(String text) {
        this.text = text;
    }

    /** The name of the field that holds the text. */
    String text() {
        return text;
    }

    /** What a line says; missing when it says nothing. */
    JsonNode said(JsonNode line) {
        return this == CHAT ? line.path("message") : line;
    }

    /** What an answer says. */
    Fields said(Fields answer) {
        return this == CHAT ? answer.requiredObject("message") : answer;
    }

    /** A line, or a whole answer, that says a text; whether it is done is to be added. */
    ObjectNode line(String model, String createdAt, String said) {
        ObjectNode line = Json.object().put("model", model).put("created_at", createdAt);
        if (this == CHAT) {
            line.putObject("message").put("role", "assistant").put(text, said);
        } else {
            line.put(text, said);
        }
        return line;
    }

    /** What a line says, to add to it. */
    ObjectNode saying(ObjectNode line) {
        return this == CHAT ? line.withObject("message") : line;
    }
}
