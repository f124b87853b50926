package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** A call of a function: an item of one part. */
final class FunctionCallItem implements OutputItem, OutputPart {

    private final ItemEvents events;
    private final String callId;
    private final String name;
    private final StringBuilder arguments = new StringBuilder();
    private @Nullable String signature;

    FunctionCallItem(ItemEvents events, String callId, Part.ToolCall head) {
        this.events = events;
        this.callId = callId;
        this.name = head.name();
        this.signature = head.signature();
    }

    @Override
    public ObjectNode json(String status) {
        ObjectNode item = Json.object()
                .put("id", events.itemId())
                .put("type", "function_call")
                .put("status", status)
                .put("arguments", arguments.toString())
                .put("call_id", callId)
                .put("name", name);
        CallSignature.write(signature, item);
        return item;
    }

    @Override
    public boolean takes(Part head) {
        return false;
    }

    @Override
    public OutputPart begin(Part head) {
        return this;
    }

    @Override
    public void grow(String text) {
        arguments.append(text);
        events.tell("response.function_call_arguments.delta", events.fields().put("delta", text));
    }

    @Override
    public void sign(String mark) {
        signature = mark;
    }

    @Override
    public void end() {
        if (arguments.isEmpty()) {
            grow("{}");
        }
        events.tell(
                "response.function_call_arguments.done",
                events.fields().put("arguments", arguments.toString()).put("name", name));
    }
}
