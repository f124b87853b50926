package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.ollama.OllamaErrorReader;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.LineReader;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a stream of lines of JSON; the last one is done. A text or a thought goes on until something else is said. */
final class OllamaStreamDecoder implements StreamDecoder {

    private static final int NONE = -1;

    private final Form form;
    private final LineReader reader = new LineReader(this::line);
    private Consumer<ChatEvent> events = event -> {};
    private int parts;
    private int open = NONE;
    private @Nullable Class<? extends Part> openKind;
    private boolean calls;
    private boolean started;
    private boolean closing;
    private boolean over;

    OllamaStreamDecoder(Form form) {
        this.form = form;
    }

    @Override
    public void decode(ByteBuffer bytes, Consumer<ChatEvent> events) {
        this.events = events;
        reader.read(bytes);
    }

    @Override
    public void end(Consumer<ChatEvent> events) {
        this.events = events;
        closing = true;
        reader.end();
    }

    private void line(String text) {
        if (over) {
            return;
        }
        JsonNode line = Json.parse(text);
        if (line != null && line.isObject()) {
            line(line);
        } else if (!closing) {
            fail(GatewayError.of(
                    502, "invalid_upstream_answer", "The provider's stream holds a line that is no JSON object."));
        }
    }

    private void line(JsonNode line) {
        if (line.hasNonNull("error")) {
            int status = line.path("status").asInt(502);
            fail(OllamaErrorReader.read(status >= 400 && status <= 599 ? status : 502, line));
            return;
        }
        if (!started) {
            started = true;
            events.accept(new ChatEvent.Started(
                    null,
                    line.path("model").textValue(),
                    CreatedAt.read(line.path("created_at").textValue()),
                    Usage.NONE,
                    null,
                    null));
        }
        said(form.said(line));
        ObjectNode logprobs = LogprobFields.read(line.get("logprobs"));
        if (logprobs != null) {
            events.accept(new ChatEvent.LogprobsAdded(0, logprobs));
        }
        if (line.path("done").asBoolean(false)) {
            done(line);
        }
    }

    private void said(JsonNode said) {
        grow(Part.Reasoning.class, new Part.Reasoning(""), said.path("thinking").asText(""));
        grow(Part.Text.class, new Part.Text(""), said.path(form.text()).asText(""));
        for (JsonNode call : said.path("tool_calls")) {
            call(call);
        }
    }

    private void grow(Class<? extends Part> kind, Part head, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (openKind != kind) {
            endOpen();
            open = parts++;
            openKind = kind;
            events.accept(new ChatEvent.PartStarted(0, open, head));
        }
        events.accept(new ChatEvent.PartGrew(0, open, text));
    }

    private void call(JsonNode call) {
        endOpen();
        calls = true;
        String id = call.path("id").asText("");
        JsonNode function = call.path("function");
        Part head = new Part.ToolCall(
                id.isEmpty() ? null : id, function.path("name").asText(""), "");
        events.accept(new ChatEvent.PartStarted(0, parts, head));
        events.accept(new ChatEvent.PartGrew(0, parts, Arguments.text(function.get("arguments"))));
        events.accept(new ChatEvent.PartEnded(0, parts));
        parts++;
    }

    private void done(JsonNode line) {
        over = true;
        endOpen();
        events.accept(new ChatEvent.Finished(
                0, FinishWords.read(line.path("done_reason").textValue(), calls)));
        Usage usage = CountFields.read(line);
        if (!usage.equals(Usage.NONE)) {
            events.accept(new ChatEvent.UsageKnown(usage));
        }
        events.accept(new ChatEvent.Ended());
    }

    private void endOpen() {
        if (open != NONE) {
            events.accept(new ChatEvent.PartEnded(0, open));
            open = NONE;
            openKind = null;
        }
    }

    private void fail(GatewayError error) {
        over = true;
        events.accept(new ChatEvent.Failed(error));
    }
}
