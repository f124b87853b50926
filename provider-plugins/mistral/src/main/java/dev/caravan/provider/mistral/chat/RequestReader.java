package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one request. */
final class RequestReader {

    private final WireRequest wire;
    private final Fields fields;
    private final Losses losses;

    RequestReader(WireRequest wire, Losses losses) {
        this.wire = wire;
        this.fields = Fields.of(wire.body());
        this.losses = losses;
    }

    ChatRequest read() {
        String model = fields.text("model");
        boolean stream = fields.isTrue("stream");
        ToolsReader tools = new ToolsReader(fields, losses);
        ChatRequest request = ChatRequest.of(model == null ? wire.model() : model, messages()).stream(stream)
                .streamUsage(stream)
                .tools(tools.tools())
                .toolChoice(tools.choice())
                .parallelToolCalls(fields.flag("parallel_tool_calls"))
                .sampling(sampling())
                .maxTokens(fields.integer("max_tokens"))
                .stop(stop())
                .format(format())
                .thinking(thinking())
                .metadata(metadata())
                .build();
        if (fields.isTrue("safe_prompt")) {
            losses.add("safe_prompt");
        }
        fields.ignore("prompt_cache_key");
        fields.reportUnread("", losses);
        return request;
    }

    private List<Message> messages() {
        if (!fields.has("messages")) {
            throw fields.missing("messages");
        }
        List<Fields> objects = fields.objects("messages");
        MessageReader reader = new MessageReader(losses);
        List<Message> messages = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            messages.add(reader.read(objects.get(i), i == objects.size() - 1));
        }
        return messages;
    }

    private Sampling sampling() {
        return new Sampling(
                fields.number("temperature"),
                fields.number("top_p"),
                null,
                null,
                fields.wholeNumber("random_seed"),
                fields.number("frequency_penalty"),
                fields.number("presence_penalty"),
                null,
                null,
                null,
                fields.integer("n"));
    }

    private List<String> stop() {
        JsonNode stop = fields.any("stop");
        return stop != null && stop.isTextual() ? List.of(stop.textValue()) : fields.texts("stop");
    }

    private @Nullable OutputFormat format() {
        Fields format = fields.object("response_format");
        String type = format == null ? null : format.text("type");
        if (format == null || type == null) {
            return null;
        }
        return switch (type) {
            case "text" -> null;
            case "json_object" -> new OutputFormat.JsonObject();
            case "json_schema" -> {
                Fields schema = format.requiredObject("json_schema");
                yield new OutputFormat.JsonSchema(
                        schema.text("name"),
                        schema.text("description"),
                        schema.requiredObject("schema").json(),
                        schema.flag("strict"));
            }
            default -> throw format.invalid("type", "expected one of 'text', 'json_object', 'json_schema'");
        };
    }

    /** The effort of the models that leave a choice, or the mode of those that always think. */
    private @Nullable Thinking thinking() {
        String effort = fields.text("reasoning_effort");
        String mode = fields.text("prompt_mode");
        if (mode != null && !mode.equals("reasoning")) {
            throw fields.invalid("prompt_mode", "expected 'reasoning'");
        }
        if (effort != null) {
            return effort.equals("none")
                    ? new Thinking(Thinking.Mode.DISABLED, effort, null, null)
                    : Thinking.ofEffort(effort);
        }
        return mode == null ? null : new Thinking(Thinking.Mode.ENABLED, null, null, null);
    }

    private Map<String, String> metadata() {
        Fields metadata = fields.object("metadata");
        Map<String, String> words = new LinkedHashMap<>();
        if (metadata != null) {
            metadata.json().properties().forEach(entry -> {
                if (entry.getValue().isValueNode()) {
                    words.put(entry.getKey(), entry.getValue().asText());
                } else {
                    losses.add("metadata");
                }
            });
        }
        return words;
    }
}
