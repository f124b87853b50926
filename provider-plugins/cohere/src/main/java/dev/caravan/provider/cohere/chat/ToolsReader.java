package dev.caravan.provider.cohere.chat;

import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools}, {@code strict_tools} and {@code tool_choice}. */
final class ToolsReader {

    private final Fields request;
    private final Losses losses;

    ToolsReader(Fields request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    List<Tool> tools() {
        Boolean strict = request.isTrue("strict_tools") ? Boolean.TRUE : null;
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : request.objects("tools")) {
            String type = tool.text("type");
            if (type != null && !type.equals("function")) {
                throw tool.invalid("type", "expected 'function'");
            }
            Fields function = tool.requiredObject("function");
            Fields parameters = function.object("parameters");
            tools.add(new Tool.Function(
                    function.requiredText("name"),
                    function.text("description"),
                    parameters == null ? null : parameters.json(),
                    strict,
                    null));
            function.reportUnread("tools.function.", losses);
            tool.reportUnread("tools.", losses);
        }
        return tools;
    }

    @Nullable
    ToolChoice choice() {
        String choice = request.text("tool_choice");
        if (choice == null) {
            return null;
        }
        return switch (choice) {
            case "REQUIRED" -> new ToolChoice.Required();
            case "NONE" -> new ToolChoice.None();
            default -> throw request.invalid("tool_choice", "expected 'REQUIRED' or 'NONE'");
        };
    }
}
