package dev.caravan.processors.extraction;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plain words of requests and answers. */
final class SpokenText {

    private SpokenText() {}

    /** What the user said last; null where no user said anything. */
    static @Nullable String lastOfUser(ChatRequest request) {
        List<Message> messages = request.messages();
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role() == Role.USER) {
                String text = text(messages.get(i).parts());
                if (text != null) {
                    return text;
                }
            }
        }
        return null;
    }

    /** What the first choice says; null where it says nothing. */
    static @Nullable String of(ChatAnswer answer) {
        return answer.choices().isEmpty() ? null : text(answer.choices().get(0).parts());
    }

    /** All calls of tools, as {@code [{"id","name","arguments"}]}; null where there are none. */
    static @Nullable String toolCalls(ChatAnswer answer) {
        ArrayNode calls = Json.array();
        for (Choice choice : answer.choices()) {
            for (Part part : choice.parts()) {
                if (part instanceof Part.ToolCall call) {
                    ObjectNode entry = calls.addObject();
                    entry.put("id", call.id());
                    entry.put("name", call.name());
                    entry.put("arguments", call.arguments());
                }
            }
        }
        return calls.isEmpty() ? null : Json.text(calls);
    }

    private static @Nullable String text(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text plain) {
                append(text, plain.text());
            } else if (part instanceof Part.Refusal refusal) {
                append(text, refusal.text());
            }
        }
        return text.isEmpty() ? null : text.toString();
    }

    private static void append(StringBuilder text, String more) {
        if (!text.isEmpty() && !more.isEmpty()) {
            text.append('\n');
        }
        text.append(more);
    }
}
