package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code toolConfig}. */
final class ToolConfigReader {

    private ToolConfigReader() {}

    static void read(Fields config, ChatRequest.Builder read, Losses losses) {
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : config.objects("tools")) {
            if (tool.has("toolSpec")) {
                tools.add(function(tool.requiredObject("toolSpec"), losses));
            } else if (tool.has("cachePoint")) {
                mark(tools, tool);
            } else {
                List<String> kinds = tool.unread();
                tools.add(new Tool.BuiltIn(ConverseDialect.NAME, kinds.isEmpty() ? "tool" : kinds.get(0), tool.json()));
            }
        }
        read.tools(tools);
        Fields choice = config.object("toolChoice");
        if (choice != null) {
            read.toolChoice(choice(choice));
        }
        config.reportUnread("toolConfig.", losses);
    }

    private static Tool function(Fields spec, Losses losses) {
        Fields schema = spec.requiredObject("inputSchema");
        JsonNode parameters = schema.any("json");
        if (parameters == null) {
            throw schema.missing("json");
        }
        Tool read = new Tool.Function(
                spec.requiredText("name"), spec.text("description"), parameters, spec.flag("strict"), null);
        spec.reportUnread("toolConfig.tools.toolSpec.", losses);
        return read;
    }

    private static void mark(List<Tool> tools, Fields tool) {
        CacheHint hint = BlockReader.cacheHint(tool.requiredObject("cachePoint"));
        int last = tools.size() - 1;
        if (last >= 0 && tools.get(last) instanceof Tool.Function function && function.cache() == null) {
            tools.set(
                    last,
                    new Tool.Function(
                            function.name(), function.description(), function.parameters(), function.strict(), hint));
        } else {
            tools.add(new Tool.BuiltIn(ConverseDialect.NAME, "cachePoint", tool.json()));
        }
    }

    private static ToolChoice choice(Fields choice) {
        Fields tool = choice.object("tool");
        if (tool != null) {
            return new ToolChoice.Named(tool.requiredText("name"));
        }
        if (choice.object("any") != null) {
            return new ToolChoice.Required();
        }
        if (choice.object("auto") != null) {
            return new ToolChoice.Auto();
        }
        throw choice.missing("auto");
    }
}
