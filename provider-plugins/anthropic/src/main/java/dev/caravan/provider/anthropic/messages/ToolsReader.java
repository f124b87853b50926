package dev.caravan.provider.anthropic.messages;

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
                    type == null || type.equals("custom")
                            ? function(tool)
                            : new Tool.BuiltIn(AnthropicMessagesDialect.NAME, type, tool.json()));
        }
        return tools;
    }

    private Tool function(Fields tool) {
        Tool read = new Tool.Function(
                tool.requiredText("name"),
                tool.text("description"),
                tool.requiredObject("input_schema").json(),
                tool.flag("strict"),
                CacheControl.read(tool));
        // How the arguments are cut into events is no part of their meaning.
        tool.ignore("eager_input_streaming");
        JsonNode deferred = tool.any("defer_loading");
        if (deferred != null && deferred.asBoolean()) {
            losses.add("tools.defer_loading");
        }
        JsonNode callers = tool.any("allowed_callers");
        if (callers != null && !(callers.size() == 1 && callers.path(0).asText().equals("direct"))) {
            losses.add("tools.allowed_callers");
        }
        tool.reportUnread("tools.", losses);
        return read;
    }

    @Nullable
    ToolChoice choice() {
        Fields choice = request.object("tool_choice");
        if (choice == null) {
            return null;
        }
        return switch (choice.requiredText("type")) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Required();
            case "tool" -> new ToolChoice.Named(choice.requiredText("name"));
            case "none" -> new ToolChoice.None();
            default -> throw choice.invalid("type", "expected 'auto', 'any', 'tool' or 'none'");
        };
    }

    /** False when the client wants one call at a time; else it did not say. */
    @Nullable
    Boolean parallelCalls() {
        Fields choice = request.object("tool_choice");
        return choice != null && choice.isTrue("disable_parallel_tool_use") ? Boolean.FALSE : null;
    }
}
