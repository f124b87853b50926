package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
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
            String type = tool.text("type");
            tools.add(
                    type == null || type.equals("function")
                            ? function(tool)
                            : new Tool.BuiltIn(MistralChatDialect.NAME, type, tool.json()));
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
                null);
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
                case "any", "required" -> new ToolChoice.Required();
                default ->
                    throw request.invalid("tool_choice", "expected 'none', 'auto', 'any', 'required' or an object");
            };
        }
        return new ToolChoice.Named(
                request.requiredObject("tool_choice").requiredObject("function").requiredText("name"));
    }
}
