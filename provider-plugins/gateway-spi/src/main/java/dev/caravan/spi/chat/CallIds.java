package dev.caravan.spi.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives every tool call of a conversation an id, and every result the id of its call and the name of its tool, so that dialects
 * that go by ids and dialects that go by names can both be written. A client whose dialect has no ids gets the same ones in each
 * turn: they count the calls.
 */
public final class CallIds {

    private record OpenCall(String id, String name) {}

    private final ChatRequest request;
    private final List<OpenCall> open = new ArrayList<>();
    private int calls;

    private CallIds(ChatRequest request) {
        this.request = request;
    }

    /** The request with complete ids; the same one when nothing was missing. */
    public static ChatRequest complete(ChatRequest request) {
        List<Message> messages = new CallIds(request).messages();
        return messages.equals(request.messages())
                ? request
                : request.with().messages(messages).build();
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>(request.messages().size());
        for (Message message : request.messages()) {
            List<Part> parts = new ArrayList<>(message.parts().size());
            message.parts().forEach(part -> parts.add(complete(part)));
            messages.add(new Message(message.role(), parts, message.name()));
        }
        return messages;
    }

    private Part complete(Part part) {
        if (part instanceof Part.ToolCall call) {
            String id = call.id() == null ? "call_" + calls : call.id();
            calls++;
            open.add(new OpenCall(id, call.name()));
            return new Part.ToolCall(id, call.name(), call.arguments(), call.signature(), call.cache());
        }
        if (part instanceof Part.ToolResult result) {
            OpenCall call = callOf(result);
            if (call != null) {
                open.remove(call);
                return new Part.ToolResult(call.id(), call.name(), result.content(), result.error(), result.cache());
            }
        }
        return part;
    }

    private @Nullable OpenCall callOf(Part.ToolResult result) {
        for (OpenCall call : open) {
            boolean same = result.callId() != null
                    ? call.id().equals(result.callId())
                    : result.name() == null || call.name().equals(result.name());
            if (same) {
                return call;
            }
        }
        return null;
    }
}
