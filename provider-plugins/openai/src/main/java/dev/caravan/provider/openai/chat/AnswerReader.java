package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Citation;
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
                answer.text("system_fingerprint"),
                answer.text("service_tier"));
    }

    private static Choice choice(Fields choice, int position) {
        String finish = choice.text("finish_reason");
        return new Choice(
                (int) choice.wholeNumber("index", position),
                parts(choice.requiredObject("message")),
                finish == null ? null : FinishWords.read(finish),
                choice.any("logprobs"));
    }

    private static List<Part> parts(Fields message) {
        List<Part> parts = new ArrayList<>(ReasoningFields.read(message.json()));
        String text = content(message);
        if (text != null && !text.isEmpty()) {
            parts.add(new Part.Text(text, citations(message), null));
        }
        String refusal = message.text("refusal");
        if (refusal != null) {
            parts.add(new Part.Refusal(refusal));
        }
        for (Fields call : message.objects("tool_calls")) {
            parts.add(call(call));
        }
        JsonNode audio = message.any("audio");
        if (audio != null) {
            parts.add(new Part.Opaque(OpenAiChatDialect.NAME, "audio", audio));
        }
        return parts;
    }

    /** Mistral answers with parts where it thinks. */
    private static @Nullable String content(Fields message) {
        JsonNode content = message.any("content");
        if (content == null || content.isTextual()) {
            return content == null ? null : content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (Fields part : message.objects("content")) {
            String piece = part.text("text");
            text.append(piece == null ? "" : piece);
        }
        return text.toString();
    }

    private static List<Citation> citations(Fields message) {
        List<Citation> citations = new ArrayList<>();
        for (Fields annotation : message.objects("annotations")) {
            citations.add(CitationFields.read(annotation.json()));
        }
        return citations;
    }

    private static Part call(Fields call) {
        Fields function = call.object("function");
        if (function == null) {
            String type = call.text("type");
            return new Part.Opaque(OpenAiChatDialect.NAME, type == null ? "custom" : type, call.json());
        }
        String arguments = function.text("arguments");
        return new Part.ToolCall(
                call.text("id"),
                function.requiredText("name"),
                arguments == null ? "" : arguments,
                SignatureField.read(call.json()),
                null);
    }
}
