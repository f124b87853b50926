package dev.caravan.provider.openai.responses;

import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;

/** A call of a function. */
final class IncomingCall implements IncomingItem {

    private final IncomingPart part;

    IncomingCall(PartFeed feed, Fields item) {
        Part.ToolCall call = ItemReader.functionCall(item);
        this.part = new IncomingPart(feed, new Part.ToolCall(call.id(), call.name(), ""));
        part.grow(call.arguments());
    }

    @Override
    public void event(String type, Fields event) {
        if (type.equals("response.function_call_arguments.delta")) {
            part.grow(event.requiredText("delta"));
        } else if (type.equals("response.function_call_arguments.done")) {
            part.fillUp(event.requiredText("arguments"));
        }
    }

    @Override
    public void done(Fields item) {
        Part.ToolCall call = ItemReader.functionCall(item);
        part.fillUp(call.arguments());
        if (call.signature() != null) {
            part.sign(call.signature());
        }
        end();
    }

    @Override
    public void end() {
        part.end();
    }
}
