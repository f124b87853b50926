package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads whole answers. */
final class AnswerReader {

    private AnswerReader() {}

    static ChatAnswer read(JsonNode body) {
        Fields answer = Fields.ofAnswer(body);
        List<Choice> choices = new ArrayList<>();
        for (Fields choice : answer.objects("choices")) {
            choices.add(choice(choice, choices.size()));
        }
        if (choices.isEmpty()) {
            throw answer.missing("choices");
        }
        return new ChatAnswer(
                answer.text("id"),
                answer.text("model"),
                answer.wholeNumber("created", 0),
                choices,
                UsageFields.read(answer.any("usage")),
                null,
                null);
    }

    private static Choice choice(Fields choice, int position) {
        String finish = choice.text("finish_reason");
        Fields message = choice.requiredObject("message");
        List<Part> parts = parts(message.any("content"));
        for (Fields call : message.objects("tool_calls")) {
            parts.add(MessageReader.call(call));
        }
        return new Choice(
                (int) choice.wholeNumber("index", position), parts, finish == null ? null : FinishWords.read(finish));
    }

    /** Neighbouring texts become one. */
    private static List<Part> parts(@Nullable JsonNode content) {
        List<Part> parts = new ArrayList<>();
        if (content == null) {
            return parts;
        }
        if (content.isTextual()) {
            append(content.textValue(), parts);
            return parts;
        }
        for (JsonNode chunk : content) {
            String type = chunk.path("type").asText("");
            if (type.equals("text")) {
                append(chunk.path("text").asText(""), parts);
            } else if (type.equals(ThinkingChunk.TYPE)) {
                parts.add(ThinkingChunk.read(chunk));
            } else {
                parts.add(new Part.Opaque(MistralChatDialect.NAME, type, chunk));
            }
        }
        return parts;
    }

    private static void append(String text, List<Part> parts) {
        int last = parts.size() - 1;
        if (last >= 0 && parts.get(last) instanceof Part.Text before) {
            parts.set(last, new Part.Text(before.text() + text));
        } else if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }
}
