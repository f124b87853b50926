package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code tools}. Ollama has no tool choice: what must not be called is not offered, and what has to be called can only
 * be hoped for.
 */
final class ToolsWriter {

    private final Losses losses;

    ToolsWriter(Losses losses) {
        this.losses = losses;
    }

    void write(ChatRequest request, ObjectNode body) {
        List<Tool.Function> functions = functions(request.tools());
        if (functions.isEmpty()) {
            return;
        }
        List<Tool.Function> offered = offered(functions, request.toolChoice());
        if (offered.size() < functions.size() || request.forcesToolCall()) {
            losses.add("tool_choice");
        }
        if (Boolean.FALSE.equals(request.parallelToolCalls())) {
            losses.add("parallel_tool_calls");
        }
        if (!offered.isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            offered.forEach(function -> tools.add(function(function)));
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
        if (choice instanceof ToolChoice.None) {
            return List.of();
        }
        if (choice instanceof ToolChoice.Named named) {
            return named(functions, List.of(named.name()));
        }
        return choice instanceof ToolChoice.Allowed allowed ? named(functions, allowed.names()) : functions;
    }

    private static List<Tool.Function> named(List<Tool.Function> functions, List<String> names) {
        return functions.stream()
                .filter(function -> names.contains(function.name()))
                .toList();
    }

    private ObjectNode function(Tool.Function tool) {
        ObjectNode written = Json.object().put("type", "function");
        ObjectNode function = written.putObject("function").put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() == null) {
            function.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            function.set("parameters", tool.parameters());
        }
        if (Boolean.TRUE.equals(tool.strict())) {
            losses.add("tools.function.strict");
        }
        if (tool.cache() != null) {
            losses.add("tools.cache_control");
        }
        return written;
    }
}
