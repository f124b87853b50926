package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** Writes {@code tools} and {@code tool_choice}. */
final class ToolsWriter {

    private final Losses losses;

    ToolsWriter(Losses losses) {
        this.losses = losses;
    }

    void write(ChatRequest request, ObjectNode body) {
        ArrayNode tools = Json.array();
        // The API has no choice among some of the tools: what may not be called is not offered.
        for (Tool tool : request.allowedTools()) {
            if (tool instanceof Tool.BuiltIn builtIn) {
                add(builtIn, tools);
            } else if (tool instanceof Tool.Function function) {
                tools.add(function(function));
            }
        }
        if (tools.isEmpty()) {
            if (request.forcesToolCall()) {
                losses.add("tool_choice");
            }
            return;
        }
        body.set("tools", tools);
        ObjectNode choice = choice(request);
        if (choice != null) {
            body.set("tool_choice", choice);
        }
    }

    private void add(Tool.BuiltIn tool, ArrayNode tools) {
        if (tool.dialect().equals(AnthropicMessagesDialect.NAME)) {
            tools.add(tool.json());
        } else {
            losses.add("tools." + tool.type());
        }
    }

    private static ObjectNode function(Tool.Function tool) {
        ObjectNode written = Json.object().put("name", tool.name());
        if (tool.description() != null) {
            written.put("description", tool.description());
        }
        written.set("input_schema", schema(tool));
        if (Boolean.TRUE.equals(tool.strict())) {
            written.put("strict", true);
        }
        return CacheControl.write(tool.cache(), written);
    }

    /** The API wants an object's schema that says so, also for a tool without arguments. */
    private static ObjectNode schema(Tool.Function tool) {
        if (tool.parameters() instanceof ObjectNode schema && !schema.isEmpty()) {
            return schema.has("type")
                    ? schema
                    : Json.object().put("type", "object").setAll(schema);
        }
        ObjectNode none = Json.object().put("type", "object");
        none.putObject("properties");
        return none;
    }

    private static @Nullable ObjectNode choice(ChatRequest request) {
        ToolChoice choice = request.toolChoice();
        boolean single = Boolean.FALSE.equals(request.parallelToolCalls());
        if (choice instanceof ToolChoice.None) {
            return Json.object().put("type", "none");
        }
        ObjectNode written = Json.object();
        if (choice instanceof ToolChoice.Named named) {
            written.put("type", "tool").put("name", named.name());
        } else if (request.forcesToolCall()) {
            written.put("type", "any");
        } else if (choice != null || single) {
            written.put("type", "auto");
        } else {
            return null;
        }
        return single ? written.put("disable_parallel_tool_use", true) : written;
    }
}
