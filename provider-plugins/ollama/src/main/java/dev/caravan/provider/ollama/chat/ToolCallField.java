package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;

/** An entry of {@code tool_calls}: {@code {"id","function":{"index","name","arguments":{…}}}}. */
final class ToolCallField {

    private ToolCallField() {}

    /** @param index its place among the calls of its message */
    static ObjectNode write(Part.ToolCall call, int index, ObjectNode arguments) {
        ObjectNode written = Json.object();
        if (call.id() != null) {
            written.put("id", call.id());
        }
        ObjectNode function = written.putObject("function").put("index", index).put("name", call.name());
        function.set("arguments", arguments);
        return written;
    }
}
