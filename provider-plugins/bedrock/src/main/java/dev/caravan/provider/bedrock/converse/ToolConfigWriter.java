package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code toolConfig}. Bedrock cannot be told to call no tool, and wants the tools as soon as the conversation holds a call
 * or a result: without such, no tools are sent to a model that is to call none; with such, they stay, which is a loss.
 */
final class ToolConfigWriter {

    private final BlockWriter blocks;
    private final Losses losses;

    ToolConfigWriter(BlockWriter blocks, Losses losses) {
        this.blocks = blocks;
        this.losses = losses;
    }

    void write(ChatRequest request, ObjectNode body) {
        Set<String> called = called(request.messages());
        ToolChoice choice = request.toolChoice();
        ArrayNode tools = Json.array();
        if (choice instanceof ToolChoice.None && !(request.tools().isEmpty() && called.isEmpty())) {
            losses.add("tool_choice.none");
            choice = null;
            if (called.isEmpty()) {
                return;
            }
        }
        losses.addIf(choice instanceof ToolChoice.Allowed, "tool_choice.allowed_tools");
        for (Tool tool : request.allowedTools()) {
            tool(tool, tools);
        }
        if (tools.isEmpty() && !called.isEmpty()) {
            losses.add("tool_choice.none");
            called.forEach(name -> spec(new Tool.Function(name, null, null), tools));
        }
        if (!tools.isEmpty()) {
            ObjectNode config = body.putObject("toolConfig");
            config.set("tools", tools);
            choice(choice, config);
        }
    }

    private void tool(Tool tool, ArrayNode tools) {
        if (tool instanceof Tool.Function function) {
            spec(function, tools);
            blocks.cachePoint(function.cache(), tools);
        } else if (tool instanceof Tool.BuiltIn builtIn) {
            if (builtIn.dialect().equals(ConverseDialect.NAME)) {
                tools.add(builtIn.json());
            } else {
                losses.add("tools." + builtIn.type());
            }
        }
    }

    private static void spec(Tool.Function function, ArrayNode tools) {
        ObjectNode spec = tools.addObject().putObject("toolSpec").put("name", function.name());
        if (function.description() != null && !function.description().isEmpty()) {
            spec.put("description", function.description());
        }
        ObjectNode schema = spec.putObject("inputSchema");
        if (function.parameters() == null) {
            schema.putObject("json").put("type", "object").putObject("properties");
        } else {
            schema.set("json", function.parameters());
        }
        if (function.strict() != null) {
            spec.put("strict", function.strict());
        }
    }

    private static void choice(@Nullable ToolChoice choice, ObjectNode config) {
        if (choice instanceof ToolChoice.Auto) {
            config.putObject("toolChoice").putObject("auto");
        } else if (choice instanceof ToolChoice.Required) {
            config.putObject("toolChoice").putObject("any");
        } else if (choice instanceof ToolChoice.Named named) {
            config.putObject("toolChoice").putObject("tool").put("name", named.name());
        } else if (choice instanceof ToolChoice.Allowed allowed) {
            config.putObject("toolChoice").putObject(allowed.required() ? "any" : "auto");
        }
    }

    /** The names of the tools that the conversation's calls are of; a name is made up for a result without its call. */
    private static Set<String> called(List<Message> messages) {
        Set<String> names = new LinkedHashSet<>();
        boolean results = false;
        for (Message message : messages) {
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolCall call) {
                    names.add(call.name());
                }
                results |= part instanceof Part.ToolResult;
            }
        }
        if (names.isEmpty() && results) {
            names.add("tool");
        }
        return names;
    }
}
