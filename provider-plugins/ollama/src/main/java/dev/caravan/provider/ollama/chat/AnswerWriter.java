package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;

/** Writes whole answers. Ollama's hold one choice, and have no ids. */
final class AnswerWriter {

    private final Form form;
    private final Losses losses;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final List<Part.Image> images = new ArrayList<>();
    private final ArrayNode calls = Json.array();

    AnswerWriter(Form form, Losses losses) {
        this.form = form;
        this.losses = losses;
    }

    ObjectNode write(ChatAnswer answer) {
        Choice choice = answer.choices().get(0);
        if (answer.choices().size() > 1) {
            losses.add("choices");
        }
        choice.parts().forEach(this::add);
        String model = answer.model() == null ? "" : answer.model();
        ObjectNode body = form.line(model, CreatedAt.write(answer.created()), text.toString());
        ObjectNode said = form.saying(body);
        if (!thoughts.isEmpty()) {
            said.put("thinking", thoughts.toString());
        }
        Images.write(images, said, losses);
        if (!calls.isEmpty()) {
            said.set("tool_calls", calls);
        }
        body.put("done", true).put("done_reason", FinishWords.write(choice.finish(), losses));
        CountFields.write(answer.usage(), body, losses);
        LogprobFields.write(choice.logprobs(), body);
        return body;
    }

    private void add(Part part) {
        if (part instanceof Part.Text said) {
            text.append(said.text());
            losses.addIf(!said.citations().isEmpty(), "citations");
        } else if (part instanceof Part.Refusal refusal) {
            text.append(refusal.text());
            losses.add("refusal");
        } else if (part instanceof Part.Reasoning thought) {
            thoughts.append(thoughts.isEmpty() || thought.text().isEmpty() ? "" : "\n")
                    .append(thought.text());
            losses.addIf(thought.signature() != null || thought.encrypted() != null, "reasoning.signature");
        } else if (part instanceof Part.ToolCall call) {
            add(call);
        } else if (part instanceof Part.Image image && image.source() instanceof MediaSource.Inline) {
            images.add(image);
        } else if (part instanceof Part.Opaque opaque) {
            losses.add("content." + opaque.type());
        } else {
            losses.add("content.media");
        }
    }

    private void add(Part.ToolCall call) {
        if (form == Form.GENERATE) {
            losses.add("tool_calls");
            return;
        }
        losses.addIf(call.signature() != null, "reasoning.signature");
        ObjectNode arguments = ToolArguments.ofAnswer(call.name(), call.arguments());
        calls.add(ToolCallField.write(call, calls.size(), arguments));
    }
}
