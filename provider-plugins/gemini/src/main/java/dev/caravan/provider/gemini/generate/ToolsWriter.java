package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import java.util.List;

/** Writes {@code tools} and {@code toolConfig} of a request. All functions stand in one entry, as Vertex AI wants it. */
final class ToolsWriter {

    private final Losses losses;

    ToolsWriter(Losses losses) {
        this.losses = losses;
    }

    void into(ObjectNode body, ChatRequest request) {
        ArrayNode tools = Json.array();
        ArrayNode functions = Json.array();
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Function function) {
                if (functions.isEmpty()) {
                    tools.addObject().set("functionDeclarations", functions);
                }
                functions.add(function(function));
            } else if (tool instanceof Tool.BuiltIn builtIn) {
                if (builtIn.dialect().equals(GeminiDialect.NAME)) {
                    tools.add(builtIn.json());
                } else {
                    losses.add("tools." + builtIn.type());
                }
            }
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
        if (Boolean.FALSE.equals(request.parallelToolCalls())) {
            losses.add("parallel_tool_calls");
        }
        ToolChoice choice = request.toolChoice();
        if (choice != null) {
            body.putObject("toolConfig").set("functionCallingConfig", choice(choice));
        }
    }

    private ObjectNode function(Tool.Function function) {
        if (Boolean.TRUE.equals(function.strict())) {
            losses.add("tools.strict");
        }
        if (function.cache() != null) {
            losses.add("cache_control");
        }
        ObjectNode declaration = Json.object().put("name", function.name());
        if (function.description() != null) {
            declaration.put("description", function.description());
        }
        JsonNode parameters = function.parameters();
        if (parameters != null && !parameters.isEmpty()) {
            ObjectNode subset = SchemaWriter.subset(parameters);
            if (subset == null) {
                declaration.set("parametersJsonSchema", parameters);
            } else {
                declaration.set("parameters", subset);
            }
        }
        return declaration;
    }

    private static ObjectNode choice(ToolChoice choice) {
        ObjectNode config = Json.object();
        if (choice instanceof ToolChoice.Required) {
            return config.put("mode", "ANY");
        }
        if (choice instanceof ToolChoice.None) {
            return config.put("mode", "NONE");
        }
        if (choice instanceof ToolChoice.Named named) {
            return names(config.put("mode", "ANY"), List.of(named.name()));
        }
        if (choice instanceof ToolChoice.Allowed allowed) {
            return names(config.put("mode", allowed.required() ? "ANY" : "VALIDATED"), allowed.names());
        }
        return config.put("mode", "AUTO");
    }

    private static ObjectNode names(ObjectNode config, List<String> names) {
        ArrayNode allowed = config.putArray("allowedFunctionNames");
        names.forEach(allowed::add);
        return config;
    }
}
