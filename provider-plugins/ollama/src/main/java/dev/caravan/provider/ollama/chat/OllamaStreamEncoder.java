package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a stream of lines of JSON. Tool calls are told whole, so their arguments wait for their end. */
final class OllamaStreamEncoder implements StreamEncoder {

    private record OpenCall(Part.ToolCall head, StringBuilder arguments) {}

    private final Form form;
    private final Losses untold = new Losses();
    private final Map<Integer, Part> heads = new HashMap<>();
    private final Map<Integer, OpenCall> calls = new HashMap<>();
    private String model = "";
    private String createdAt = "";
    private int told;
    private @Nullable Finish finish;
    private Usage usage = Usage.NONE;
    private boolean over;

    OllamaStreamEncoder(Form form) {
        this.form = form;
    }

    @Override
    public void encode(ChatEvent event, WireOutput out) {
        if (over) {
            return;
        }
        if (event instanceof ChatEvent.Started started) {
            model = started.model() == null ? "" : started.model();
            createdAt = CreatedAt.write(started.created());
            usage = usage.updatedBy(started.usage());
        } else if (event instanceof ChatEvent.PartStarted part && part.choice() == 0) {
            start(part.part(), part.head(), out);
        } else if (event instanceof ChatEvent.PartGrew grown && grown.choice() == 0) {
            grow(grown.part(), grown.text(), out);
        } else if (event instanceof ChatEvent.PartEnded ended && ended.choice() == 0) {
            end(ended.part(), out);
        } else if (event instanceof ChatEvent.LogprobsAdded added && added.choice() == 0) {
            ObjectNode line = form.line(model, createdAt, "");
            LogprobFields.write(added.logprobs(), line);
            tell(line, out);
        } else if (event instanceof ChatEvent.Finished finished && finished.choice() == 0) {
            finish = finished.finish();
        } else if (event instanceof ChatEvent.UsageKnown known) {
            usage = usage.updatedBy(known.usage());
        } else if (event instanceof ChatEvent.Failed failed) {
            fail(failed.error(), out);
        } else if (event instanceof ChatEvent.Ended) {
            over = true;
            ObjectNode line = form.line(model, createdAt, "")
                    .put("done", true)
                    .put("done_reason", FinishWords.write(finish, untold));
            CountFields.write(usage, line, untold);
            out.line(line);
        }
    }

    private void start(int part, Part head, WireOutput out) {
        heads.put(part, head);
        if (head instanceof Part.ToolCall call) {
            calls.put(part, new OpenCall(call, new StringBuilder(call.arguments())));
        } else if (head instanceof Part.Text text) {
            grow(part, text.text(), out);
        } else if (head instanceof Part.Refusal refusal) {
            grow(part, refusal.text(), out);
        } else if (head instanceof Part.Reasoning thought) {
            grow(part, thought.text(), out);
        } else if (head instanceof Part.Image image && image.source() instanceof MediaSource.Inline) {
            ObjectNode line = form.line(model, createdAt, "");
            Images.write(List.of(image), form.saying(line), untold);
            tell(line, out);
        }
    }

    private void grow(int part, String text, WireOutput out) {
        Part head = heads.get(part);
        OpenCall call = calls.get(part);
        if (text.isEmpty()) {
            return;
        }
        if (call != null) {
            call.arguments().append(text);
        } else if (head instanceof Part.Reasoning) {
            ObjectNode line = form.line(model, createdAt, "");
            form.saying(line).put("thinking", text);
            tell(line, out);
        } else if (head instanceof Part.Text || head instanceof Part.Refusal) {
            tell(form.line(model, createdAt, text), out);
        }
    }

    private void end(int part, WireOutput out) {
        heads.remove(part);
        OpenCall call = calls.remove(part);
        if (call == null || form == Form.GENERATE) {
            return;
        }
        ObjectNode arguments;
        try {
            arguments =
                    ToolArguments.ofAnswer(call.head().name(), call.arguments().toString());
        } catch (GatewayError malformed) {
            fail(malformed, out);
            return;
        }
        ObjectNode line = form.line(model, createdAt, "");
        form.saying(line).putArray("tool_calls").add(ToolCallField.write(call.head(), told++, arguments));
        tell(line, out);
    }

    private static void tell(ObjectNode line, WireOutput out) {
        out.line(line.put("done", false));
    }

    private void fail(GatewayError error, WireOutput out) {
        over = true;
        out.line(Json.object().put("error", error.text()));
    }
}
