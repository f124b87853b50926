package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code tool_choice}. */
final class ToolsReader {

    private final Fields request;
    private final Losses losses;

    ToolsReader(Fields request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : request.objects("tools")) {
            String type = tool.requiredText("type");
            tools.add(
                    type.equals("function")
                            ? function(tool)
                            : new Tool.BuiltIn(OpenAiChatDialect.NAME, type, tool.json()));
        }
        return tools;
    }

    private Tool function(Fields tool) {
        Fields function = tool.requiredObject("function");
        Fields parameters = function.object("parameters");
        Tool read = new Tool.Function(
                function.requiredText("name"),
                function.text("description"),
                parameters == null ? null : parameters.json(),
                function.flag("strict"),
                cache(tool));
        function.reportUnread("tools.function.", losses);
        tool.reportUnread("tools.", losses);
        return read;
    }

    @Nullable
    ToolChoice choice() {
        JsonNode choice = request.any("tool_choice");
        if (choice == null) {
            return null;
        }
        if (choice.isTextual()) {
            return switch (choice.textValue()) {
                case "auto" -> new ToolChoice.Auto();
                case "none" -> new ToolChoice.None();
                case "required", "any" -> new ToolChoice.Required();
                default -> throw request.invalid("tool_choice", "expected 'none', 'auto', 'required' or an object");
            };
        }
        Fields named = request.requiredObject("tool_choice");
        return switch (named.requiredText("type")) {
            case "function" ->
                new ToolChoice.Named(named.requiredObject("function").requiredText("name"));
            case "custom" -> new ToolChoice.Named(named.requiredObject("custom").requiredText("name"));
            case "allowed_tools" -> allowed(named.requiredObject("allowed_tools"));
            default -> throw named.invalid("type", "expected 'function', 'custom' or 'allowed_tools'");
        };
    }

    private static ToolChoice allowed(Fields allowed) {
        List<String> names = new ArrayList<>();
        for (Fields tool : allowed.objects("tools")) {
            Fields function = tool.object("function");
            if (function != null) {
                names.add(function.requiredText("name"));
            }
        }
        return new ToolChoice.Allowed(names, "required".equals(allowed.text("mode")));
    }

    /** Anthropic's mark, which clients put into OpenAI's shape for gateways to carry over. */
    static @Nullable CacheHint cache(Fields marked) {
        Fields control = marked.object("cache_control");
        return control == null ? null : new CacheHint(control.text("ttl"));
    }
}
