package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a client's request. */
final class RequestReader {

    private final WireRequest request;
    private final Fields fields;
    private final Losses losses;

    RequestReader(WireRequest request, Losses losses) {
        this.request = request;
        this.fields = Fields.of(request.body());
        this.losses = losses;
    }

    ChatRequest read() {
        String model = fields.text("model");
        Boolean stream = fields.flag("stream");
        ToolsReader tools = new ToolsReader(fields, losses);
        Fields output = fields.object("output_config");
        ChatRequest read = ChatRequest.of(model == null ? request.model() : model, messages()).stream(
                        stream == null ? request.stream() : stream)
                .streamUsage(true)
                .maxTokens(maxTokens())
                .tools(tools.tools())
                .toolChoice(tools.choice())
                .parallelToolCalls(tools.parallelCalls())
                .sampling(sampling())
                .stop(fields.texts("stop_sequences"))
                .format(format(output))
                .thinking(thinking(output))
                .serviceTier(fields.text("service_tier"))
                .user(user())
                .build();
        if (output != null) {
            output.reportUnread("output_config.", losses);
        }
        reportUnread();
        return read;
    }

    private List<Message> messages() {
        List<Message> messages = new MessagesReader(losses).read(fields);
        return TopLevelCacheControl.apply(CacheControl.read(fields), messages, losses);
    }

    private int maxTokens() {
        Integer most = fields.integer("max_tokens");
        if (most == null) {
            throw fields.missing("max_tokens");
        }
        if (most < 0) {
            throw fields.invalid("max_tokens", "expected a number of tokens");
        }
        return most;
    }

    private Sampling sampling() {
        return new Sampling(
                fields.number("temperature"),
                fields.number("top_p"),
                fields.integer("top_k"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** {@code output_config.format}, and {@code output_format} as it was called while it was a beta. */
    private @Nullable OutputFormat format(@Nullable Fields output) {
        Fields beta = fields.object("output_format");
        Fields current = output == null ? null : output.object("format");
        Fields format = current == null ? beta : current;
        if (format == null) {
            return null;
        }
        if (!format.requiredText("type").equals("json_schema")) {
            throw format.invalid("type", "expected 'json_schema'");
        }
        return new OutputFormat.JsonSchema(null, format.requiredObject("schema").json());
    }

    private @Nullable Thinking thinking(@Nullable Fields output) {
        String effort = output == null ? null : output.text("effort");
        Fields thinking = fields.object("thinking");
        if (thinking == null) {
            return effort == null ? null : Thinking.ofEffort(effort);
        }
        String display = thinking.text("display");
        Thinking read =
                switch (thinking.requiredText("type")) {
                    case "enabled" -> new Thinking(Thinking.Mode.ENABLED, effort, budget(thinking), display);
                    case "disabled" -> new Thinking(Thinking.Mode.DISABLED, effort, null, display);
                    case "adaptive" -> new Thinking(Thinking.Mode.ADAPTIVE, effort, null, display);
                    default -> throw thinking.invalid("type", "expected 'enabled', 'disabled' or 'adaptive'");
                };
        thinking.reportUnread("thinking.", losses);
        return read;
    }

    private static int budget(Fields thinking) {
        Integer budget = thinking.integer("budget_tokens");
        if (budget == null) {
            throw thinking.missing("budget_tokens");
        }
        return budget;
    }

    private @Nullable String user() {
        Fields metadata = fields.object("metadata");
        if (metadata == null) {
            return null;
        }
        String user = metadata.text("user_id");
        metadata.reportUnread("metadata.", losses);
        return user;
    }

    /** What is empty, or asks for what happens anyway, is no loss. */
    private void reportUnread() {
        for (String name : fields.unread()) {
            JsonNode value = fields.json().path(name);
            boolean empty = value.isContainerNode() && value.isEmpty();
            boolean usual = name.equals("speed") && "standard".equals(value.textValue());
            if (!empty && !usual) {
                losses.add(name);
            }
        }
    }
}
