package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
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
        refuseFunctions();
        String model = fields.text("model");
        Integer limit = fields.integer("max_completion_tokens");
        Integer oldLimit = fields.integer("max_tokens");
        String user = fields.text("user");
        String identifier = fields.text("safety_identifier");
        ToolsReader tools = new ToolsReader(fields, losses);
        ChatRequest request = ChatRequest.of(model == null ? wire.model() : model, messages()).stream(
                        fields.isTrue("stream"))
                .streamUsage(wantsUsage())
                .tools(tools.tools())
                .toolChoice(tools.choice())
                .parallelToolCalls(fields.flag("parallel_tool_calls"))
                .sampling(sampling())
                .maxTokens(limit == null ? oldLimit : limit)
                .stop(stop())
                .format(format())
                .thinking(thinking())
                .serviceTier(fields.text("service_tier"))
                .user(identifier == null ? user : identifier)
                .metadata(metadata())
                .build();
        reportLosses();
        return request;
    }

    /** What came before tools; answers to it have another shape. */
    private void refuseFunctions() {
        for (String old : List.of("functions", "function_call")) {
            if (fields.has(old)) {
                throw GatewayError.badRequest(
                                "unsupported_parameter",
                                "'%s' cannot be translated for this provider: use 'tools' and 'tool_choice'.",
                                old)
                        .withParam(old);
            }
        }
    }

    private List<Message> messages() {
        if (!fields.has("messages")) {
            throw fields.missing("messages");
        }
        MessageReader reader = new MessageReader(losses);
        List<Message> messages = new ArrayList<>();
        for (Fields message : fields.objects("messages")) {
            messages.add(reader.read(message));
        }
        return messages;
    }

    private boolean wantsUsage() {
        Fields options = fields.object("stream_options");
        if (options == null) {
            return false;
        }
        boolean usage = options.isTrue("include_usage");
        options.ignore("include_obfuscation");
        options.reportUnread("stream_options.", losses);
        return usage;
    }

    private Sampling sampling() {
        return new Sampling(
                fields.number("temperature"),
                fields.number("top_p"),
                fields.integer("top_k"),
                fields.number("min_p"),
                fields.wholeNumber("seed"),
                fields.number("frequency_penalty"),
                fields.number("presence_penalty"),
                logitBias(),
                fields.flag("logprobs"),
                fields.integer("top_logprobs"),
                fields.integer("n"));
    }

    private @Nullable JsonNode logitBias() {
        Fields bias = fields.object("logit_bias");
        return bias == null || bias.json().isEmpty() ? null : bias.json();
    }

    private List<String> stop() {
        JsonNode stop = fields.any("stop");
        return stop != null && stop.isTextual() ? List.of(stop.textValue()) : fields.texts("stop");
    }

    private @Nullable OutputFormat format() {
        Fields format = fields.object("response_format");
        if (format == null) {
            return null;
        }
        return switch (format.requiredText("type")) {
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

    /** OpenAI's {@code reasoning_effort}, and the objects by which other providers' clients ask for thoughts. */
    private @Nullable Thinking thinking() {
        String effort = fields.text("reasoning_effort");
        Fields reasoning = fields.object("reasoning");
        Fields thinking = fields.object("thinking");
        if (reasoning != null) {
            String named = reasoning.text("effort");
            Integer budget = reasoning.integer("max_tokens");
            return new Thinking(
                    budget == null ? null : Thinking.Mode.ENABLED, named == null ? effort : named, budget, null);
        }
        if (thinking != null) {
            Thinking.Mode mode =
                    switch (thinking.requiredText("type")) {
                        case "enabled" -> Thinking.Mode.ENABLED;
                        case "disabled" -> Thinking.Mode.DISABLED;
                        case "adaptive" -> Thinking.Mode.ADAPTIVE;
                        default -> throw thinking.invalid("type", "expected 'enabled', 'disabled' or 'adaptive'");
                    };
            return new Thinking(mode, effort, thinking.integer("budget_tokens"), null);
        }
        return effort == null ? null : Thinking.ofEffort(effort);
    }

    private Map<String, String> metadata() {
        Fields metadata = fields.object("metadata");
        if (metadata == null) {
            return Map.of();
        }
        Map<String, String> words = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : metadata.json().properties()) {
            words.put(entry.getKey(), metadata.requiredText(entry.getKey()));
        }
        return words;
    }

    /** What has no effect at its default is no loss, nor is a hint that nobody would miss. */
    private void reportLosses() {
        fields.ignore("prompt_cache_key", "prompt_cache_retention");
        if (fields.has("store") && fields.isTrue("store")) {
            losses.add("store");
        }
        JsonNode modalities = fields.any("modalities");
        if (modalities != null
                && !(modalities.size() == 1 && "text".equals(modalities.get(0).textValue()))) {
            losses.add("modalities");
        }
        fields.ignore("store");
        fields.reportUnread("", losses);
    }
}
