package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools, which are flat here, and the choice among them. */
final class ToolCodec {

    private ToolCodec() {}

    static List<Tool> readTools(Fields body, Losses losses) {
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : body.objects("tools")) {
            String type = tool.requiredText("type");
            if (type.equals("function")) {
                tools.add(function(tool, losses));
            } else {
                tools.add(new Tool.BuiltIn(ResponsesDialect.NAME, type, tool.json()));
            }
        }
        return tools;
    }

    private static Tool function(Fields tool, Losses losses) {
        JsonNode parameters = tool.any("parameters");
        if (parameters != null && !parameters.isObject()) {
            throw tool.wrong("parameters", "an object", parameters);
        }
        Tool function = new Tool.Function(
                tool.requiredText("name"), tool.text("description"), parameters, tool.flag("strict"), null);
        tool.reportUnread("tools.", losses);
        return function;
    }

    /**
     * Writes a client's functions. One of which the client did not say whether it is strict is not: everywhere but here that is
     * the default, and here leaving it out turns optional parameters into required ones.
     */
    static ArrayNode writeTools(List<Tool> tools, Losses losses) {
        ArrayNode written = Json.array();
        for (Tool tool : tools) {
            if (tool instanceof Tool.Function function) {
                written.add(function(function, losses));
            } else if (tool instanceof Tool.BuiltIn builtIn) {
                if (builtIn.dialect().equals(ResponsesDialect.NAME)) {
                    written.add(builtIn.json());
                } else {
                    losses.add("tools." + builtIn.type());
                }
            }
        }
        return written;
    }

    private static ObjectNode function(Tool.Function function, Losses losses) {
        if (function.cache() != null) {
            losses.add("tools.cache_control");
        }
        ObjectNode written = Json.object().put("type", "function").put("name", function.name());
        if (function.description() != null) {
            written.put("description", function.description());
        }
        written.set("parameters", function.parameters());
        return written.put("strict", Boolean.TRUE.equals(function.strict()));
    }

    static @Nullable ToolChoice readChoice(Fields body, Losses losses) {
        JsonNode choice = body.any("tool_choice");
        if (choice == null) {
            return null;
        }
        if (choice.isTextual()) {
            return switch (choice.textValue()) {
                case "auto" -> new ToolChoice.Auto();
                case "none" -> new ToolChoice.None();
                case "required" -> new ToolChoice.Required();
                default -> throw body.invalid("tool_choice", "it is none of auto, none and required");
            };
        }
        if (!choice.isObject()) {
            throw body.wrong("tool_choice", "a string or an object", choice);
        }
        Fields object = body.requiredObject("tool_choice");
        return switch (object.requiredText("type")) {
            case "function" -> new ToolChoice.Named(object.requiredText("name"));
            case "allowed_tools" -> allowed(object, losses);
            default -> {
                losses.add("tool_choice");
                yield null;
            }
        };
    }

    private static ToolChoice allowed(Fields object, Losses losses) {
        List<String> names = new ArrayList<>();
        for (Fields tool : object.objects("tools")) {
            if (tool.requiredText("type").equals("function")) {
                names.add(tool.requiredText("name"));
            } else {
                losses.add("tool_choice.tools");
            }
        }
        return new ToolChoice.Allowed(names, "required".equals(object.text("mode")));
    }

    static JsonNode writeChoice(ToolChoice choice) {
        if (choice instanceof ToolChoice.Named named) {
            return function(named.name());
        }
        if (choice instanceof ToolChoice.Allowed allowed) {
            ObjectNode written =
                    Json.object().put("type", "allowed_tools").put("mode", allowed.required() ? "required" : "auto");
            ArrayNode tools = written.putArray("tools");
            allowed.names().forEach(name -> tools.add(function(name)));
            return written;
        }
        if (choice instanceof ToolChoice.None) {
            return TextNode.valueOf("none");
        }
        return TextNode.valueOf(choice instanceof ToolChoice.Required ? "required" : "auto");
    }

    private static ObjectNode function(String name) {
        return Json.object().put("type", "function").put("name", name);
    }
}
