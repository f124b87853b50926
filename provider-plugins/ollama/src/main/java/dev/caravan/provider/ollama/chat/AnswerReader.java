package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.ollama.OllamaErrorReader;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads whole answers. */
final class AnswerReader {

    private AnswerReader() {}

    static ChatAnswer read(JsonNode body, Form form) {
        Fields answer = Fields.ofAnswer(body);
        if (answer.has("error")) {
            throw OllamaErrorReader.read(502, body);
        }
        Fields said = form.said(answer);
        List<Part> parts = parts(said, form);
        Choice choice = new Choice(0, parts, finish(answer, parts), LogprobFields.read(answer.any("logprobs")));
        return new ChatAnswer(
                null,
                answer.text("model"),
                CreatedAt.read(answer.text("created_at")),
                List.of(choice),
                CountFields.read(body),
                null,
                null);
    }

    private static @Nullable Finish finish(Fields answer, List<Part> parts) {
        if (!answer.isTrue("done")) {
            return null;
        }
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        return FinishWords.read(answer.text("done_reason"), calls);
    }

    private static List<Part> parts(Fields said, Form form) {
        List<Part> parts = new ArrayList<>();
        String thoughts = said.text("thinking");
        if (thoughts != null && !thoughts.isEmpty()) {
            parts.add(new Part.Reasoning(thoughts));
        }
        String text = said.text(form.text());
        if (text == null && form == Form.GENERATE) {
            throw said.missing(form.text());
        }
        if (text != null && !text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
        parts.addAll(Images.read(said));
        for (Fields call : said.objects("tool_calls")) {
            Fields function = call.requiredObject("function");
            parts.add(new Part.ToolCall(
                    call.text("id"), function.requiredText("name"), Arguments.text(function.any("arguments"))));
        }
        return parts;
    }
}
