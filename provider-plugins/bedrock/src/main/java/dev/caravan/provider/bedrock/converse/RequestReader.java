package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a client's request. Guardrails, prompt variables and the like, which only Bedrock has, are losses. */
final class RequestReader {

    private final Losses losses;

    RequestReader(Losses losses) {
        this.losses = losses;
    }

    ChatRequest read(WireRequest request) {
        Fields body = Fields.of(request.body());
        ChatRequest.Builder read = ChatRequest.of(request.model(), messages(body)).stream(request.stream())
                .streamUsage(request.stream());
        Fields tools = body.object("toolConfig");
        if (tools != null) {
            ToolConfigReader.read(tools, read, losses);
        }
        AnthropicFields additional = AnthropicFields.read(body.object("additionalModelRequestFields"), losses);
        inference(body.object("inferenceConfig"), additional.topK(), read);
        output(body.object("outputConfig"), additional.thinking(), read);
        Fields tier = body.object("serviceTier");
        if (tier != null) {
            read.serviceTier(tier.requiredText("type"));
        }
        read.metadata(metadata(body.object("requestMetadata")));
        readWithoutEffect(body);
        body.reportUnread("", losses);
        return read.build();
    }

    private List<Message> messages(Fields body) {
        List<Message> messages = new ArrayList<>();
        List<Fields> system = body.objects("system");
        if (!system.isEmpty()) {
            messages.add(new Message(
                    Role.SYSTEM, BlockReader.ofRequest("system.", losses).read(system)));
        }
        List<Fields> turns = body.objects("messages");
        if (turns.isEmpty()) {
            throw body.missing("messages");
        }
        BlockReader blocks = BlockReader.ofRequest("messages.content.", losses);
        for (Fields turn : turns) {
            Role role =
                    switch (turn.requiredText("role")) {
                        case "user" -> Role.USER;
                        case "assistant" -> Role.ASSISTANT;
                        case "system" -> Role.SYSTEM;
                        default -> throw turn.invalid("role", "it is user or assistant");
                    };
            messages.add(new Message(role, blocks.read(turn.objects("content"))));
            turn.reportUnread("messages.", losses);
        }
        return messages;
    }

    private void inference(@Nullable Fields config, @Nullable Integer topK, ChatRequest.Builder read) {
        Double temperature = null;
        Double topP = null;
        if (config != null) {
            temperature = config.number("temperature");
            topP = config.number("topP");
            read.maxTokens(config.integer("maxTokens")).stop(config.texts("stopSequences"));
            config.reportUnread("inferenceConfig.", losses);
        }
        read.sampling(new Sampling(temperature, topP, topK, null, null, null, null, null, null, null, null));
    }

    private void output(@Nullable Fields config, @Nullable Thinking thinking, ChatRequest.Builder read) {
        String effort = null;
        if (config != null) {
            effort = config.text("effort");
            Fields format = config.object("textFormat");
            if (format != null) {
                read.format(format(format));
            }
            config.reportUnread("outputConfig.", losses);
        }
        if (effort == null) {
            read.thinking(thinking);
        } else if (thinking == null) {
            read.thinking(Thinking.ofEffort(effort));
        } else {
            read.thinking(new Thinking(thinking.mode(), effort, thinking.budget(), thinking.summary()));
        }
    }

    private static OutputFormat format(Fields format) {
        if (!"json_schema".equals(format.requiredText("type"))) {
            throw format.invalid("type", "it is json_schema");
        }
        Fields schema = format.requiredObject("structure").requiredObject("jsonSchema");
        JsonNode parsed = Json.parse(schema.requiredText("schema"));
        if (parsed == null || !parsed.isObject()) {
            throw schema.invalid("schema", "it has to be the text of a JSON Schema");
        }
        return new OutputFormat.JsonSchema(schema.text("name"), schema.text("description"), parsed, null);
    }

    private static Map<String, String> metadata(@Nullable Fields metadata) {
        Map<String, String> read = new LinkedHashMap<>();
        if (metadata != null) {
            metadata.unread().forEach(name -> read.put(name, metadata.requiredText(name)));
        }
        return read;
    }

    /** Fields that ask for nothing unless they ask for more than what every answer has. */
    private void readWithoutEffect(Fields body) {
        Fields performance = body.object("performanceConfig");
        if (performance != null && !"standard".equals(performance.text("latency"))) {
            losses.add("performanceConfig");
        }
        List<String> paths = body.texts("additionalModelResponseFieldPaths");
        if (!paths.stream().allMatch(FinishWords.STOP_SEQUENCE_PATH::equals)) {
            losses.add("additionalModelResponseFieldPaths");
        }
    }
}
