package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code tools}, {@code strict_tools} and {@code tool_choice}. Cohere cannot be told to call one certain tool; where
 * only some may be called, only those are offered, so that no other can be.
 */
final class ToolsWriter {

    private final Losses losses;

    ToolsWriter(Losses losses) {
        this.losses = losses;
    }

    void write(ChatRequest request, ObjectNode body) {
        List<Tool.Function> functions = functions(request.tools());
        List<Tool.Function> offered = offered(functions, request.toolChoice());
        if (offered.size() < functions.size()) {
            losses.add("tool_choice");
        }
        if (offered.isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        offered.forEach(function -> tools.add(function(function)));
        strict(offered, body);
        choice(request.toolChoice(), body);
        if (Boolean.FALSE.equals(request.parallelToolCalls())) {
            losses.add("parallel_tool_calls");
        }
    }

    private List<Tool.Function> functions(List<Tool> tools) {
        List<Tool.Function> functions = new ArrayList<>();
        for (Tool tool : tools) {
            if (tool instanceof Tool.Function function) {
                functions.add(function);
            } else if (tool instanceof Tool.BuiltIn builtIn) {
                losses.add("tools." + builtIn.type());
            }
        }
        return functions;
    }

    private static List<Tool.Function> offered(List<Tool.Function> functions, @Nullable ToolChoice choice) {
        List<String> names;
        if (choice instanceof ToolChoice.Named named) {
            names = List.of(named.name());
        } else if (choice instanceof ToolChoice.Allowed allowed) {
            names = allowed.names();
        } else {
            return functions;
        }
        List<Tool.Function> offered = functions.stream()
                .filter(function -> names.contains(function.name()))
                .toList();
        if (offered.isEmpty()) {
            throw GatewayError.badRequest(
                            "invalid_value", "Invalid value for 'tool_choice': it names no function of 'tools'.")
                    .withParam("tool_choice");
        }
        return offered;
    }

    private ObjectNode function(Tool.Function tool) {
        ObjectNode function = Json.object().put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() == null) {
            function.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            function.set("parameters", tool.parameters());
        }
        if (tool.cache() != null) {
            losses.add("tools.cache_control");
        }
        ObjectNode written = Json.object().put("type", "function");
        written.set("function", function);
        return written;
    }

    /** Cohere is strict with all tools or with none. */
    private void strict(List<Tool.Function> offered, ObjectNode body) {
        long strict = offered.stream()
                .filter(function -> Boolean.TRUE.equals(function.strict()))
                .count();
        if (strict == offered.size()) {
            body.put("strict_tools", true);
        } else if (strict > 0) {
            losses.add("tools.function.strict");
        }
    }

    private static void choice(@Nullable ToolChoice choice, ObjectNode body) {
        if (choice instanceof ToolChoice.None) {
            body.put("tool_choice", "NONE");
        } else if (choice != null && choice.forces()) {
            body.put("tool_choice", "REQUIRED");
        }
    }
}
