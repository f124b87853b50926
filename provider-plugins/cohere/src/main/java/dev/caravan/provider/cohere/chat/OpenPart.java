package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;

/** The part of a stream that is being written: a block of content or a tool call. */
final class OpenPart {

    /** What it is. */
    enum Kind {
        TEXT,
        THINKING,
        CALL
    }

    private final int part;
    private final Kind kind;
    private final int index;
    private boolean grown;

    /**
     * @param part its number among the choice's parts
     * @param index its place among the blocks of content, or among the calls
     */
    OpenPart(int part, Kind kind, int index) {
        this.part = part;
        this.kind = kind;
        this.index = index;
    }

    int part() {
        return part;
    }

    Kind kind() {
        return kind;
    }

    int index() {
        return index;
    }

    /** Whether it is a call of which no arguments have come: it needs an empty object. */
    boolean isEmptyCall() {
        return kind == Kind.CALL && !grown;
    }

    /** {@code content-start}. */
    ObjectNode start() {
        ObjectNode event = event("content-start");
        event.putObject("delta")
                .putObject("message")
                .putObject("content")
                .put("type", word())
                .put(word(), "");
        return event;
    }

    /** {@code tool-call-start}. */
    ObjectNode start(Part.ToolCall call) {
        ObjectNode event = event("tool-call-start");
        ObjectNode written = event.putObject("delta")
                .putObject("message")
                .putObject("tool_calls")
                .put("id", call.id() == null ? AnswerIds.call() : call.id())
                .put("type", "function");
        written.putObject("function").put("name", call.name()).put("arguments", "");
        return event;
    }

    String deltaType() {
        return kind == Kind.CALL ? "tool-call-delta" : "content-delta";
    }

    ObjectNode delta(String text) {
        grown = true;
        ObjectNode event = event(deltaType());
        ObjectNode message = event.putObject("delta").putObject("message");
        if (kind == Kind.CALL) {
            message.putObject("tool_calls").putObject("function").put("arguments", text);
        } else {
            message.putObject("content").put(word(), text);
        }
        return event;
    }

    String endType() {
        return kind == Kind.CALL ? "tool-call-end" : "content-end";
    }

    ObjectNode end() {
        return event(endType());
    }

    private String word() {
        return kind == Kind.THINKING ? "thinking" : "text";
    }

    private ObjectNode event(String type) {
        return Json.object().put("type", type).put("index", index);
    }
}
