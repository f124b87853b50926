package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** Writes {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. */
final class ToolsWriter {

    private final Losses losses;

    ToolsWriter(Losses losses) {
        this.losses = losses;
    }

    void write(ChatRequest request, ObjectNode body) {
        ArrayNode tools = Json.array();
        // Mistral knows no choice among some tools: those that may not be called are left out.
        for (Tool tool : request.allowedTools()) {
            if (tool instanceof Tool.Function function) {
                tools.add(function(function));
            } else if (tool instanceof Tool.BuiltIn builtIn) {
                if (builtIn.dialect().equals(MistralChatDialect.NAME)) {
                    tools.add(builtIn.json());
                } else {
                    losses.add("tools." + builtIn.type());
                }
            }
        }
        if (tools.isEmpty()) {
            return;
        }
        body.set("tools", tools);
        choice(request.toolChoice(), body);
        if (request.parallelToolCalls() != null) {
            body.put("parallel_tool_calls", request.parallelToolCalls());
        }
    }

    private ObjectNode function(Tool.Function tool) {
        if (tool.cache() != null) {
            losses.add("tools.cache_control");
        }
        ObjectNode function = Json.object().put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() == null) {
            function.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            function.set("parameters", tool.parameters());
        }
        if (tool.strict() != null) {
            function.put("strict", tool.strict());
        }
        ObjectNode written = Json.object().put("type", "function");
        written.set("function", function);
        return written;
    }

    private static void choice(@Nullable ToolChoice choice, ObjectNode body) {
        if (choice instanceof ToolChoice.Auto) {
            body.put("tool_choice", "auto");
        } else if (choice instanceof ToolChoice.None) {
            body.put("tool_choice", "none");
        } else if (choice instanceof ToolChoice.Required) {
            body.put("tool_choice", "any");
        } else if (choice instanceof ToolChoice.Allowed allowed) {
            body.put("tool_choice", allowed.required() ? "any" : "auto");
        } else if (choice instanceof ToolChoice.Named named) {
            body.putObject("tool_choice")
                    .put("type", "function")
                    .putObject("function")
                    .put("name", named.name());
        }
    }
}
