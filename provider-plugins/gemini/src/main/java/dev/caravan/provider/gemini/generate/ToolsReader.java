package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code toolConfig} of a request. */
final class ToolsReader {

    private final Losses losses;

    ToolsReader(Losses losses) {
        this.losses = losses;
    }

    List<Tool> tools(ProtoFields request) {
        List<Tool> tools = new ArrayList<>();
        for (ProtoFields entry : request.objects("tools")) {
            for (ProtoFields declaration : entry.objects("functionDeclarations")) {
                tools.add(function(declaration));
            }
            for (String type : entry.unread()) {
                ObjectNode json = Json.object();
                json.set(type, entry.any(type));
                tools.add(new Tool.BuiltIn(GeminiDialect.NAME, type, json));
            }
        }
        return tools;
    }

    private Tool function(ProtoFields declaration) {
        JsonNode parameters = declaration.any("parametersJsonSchema");
        JsonNode subset = declaration.any("parameters");
        if (parameters == null && subset != null) {
            parameters = SchemaReader.jsonSchema(subset);
        }
        Tool function = new Tool.Function(
                declaration.requiredText("name"), declaration.text("description"), parameters, null, null);
        declaration.reportUnread("tools.function_declarations.", losses);
        return function;
    }

    @Nullable
    ToolChoice choice(ProtoFields request) {
        ProtoFields config = request.object("toolConfig");
        if (config == null) {
            return null;
        }
        ProtoFields calling = config.object("functionCallingConfig");
        config.reportUnread("tool_config.", losses);
        if (calling == null) {
            return null;
        }
        List<String> names = calling.texts("allowedFunctionNames");
        String mode = calling.word("mode");
        if (Boolean.FALSE.equals(calling.flag("streamFunctionCallArguments"))) {
            calling.ignore("streamFunctionCallArguments");
        }
        ToolChoice choice =
                switch (mode == null ? "MODE_UNSPECIFIED" : mode) {
                    case "MODE_UNSPECIFIED" -> names.isEmpty() ? null : new ToolChoice.Allowed(names, false);
                    case "AUTO" -> names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Allowed(names, false);
                    case "VALIDATED" -> validated(names);
                    case "ANY" ->
                        switch (names.size()) {
                            case 0 -> new ToolChoice.Required();
                            case 1 -> new ToolChoice.Named(names.get(0));
                            default -> new ToolChoice.Allowed(names, true);
                        };
                    case "NONE" -> new ToolChoice.None();
                    default -> throw calling.invalid("mode", "use AUTO, ANY, NONE or VALIDATED");
                };
        calling.reportUnread("tool_config.function_calling_config.", losses);
        return choice;
    }

    /** Calls that follow their schemas exactly are promised for each function elsewhere, and for other schemas. */
    private ToolChoice validated(List<String> names) {
        losses.add("tool_config.function_calling_config.mode");
        return names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Allowed(names, false);
    }
}
