package dev.caravan.processors.upstream;

import dev.caravan.processors.call.ByteSearch;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The end of an OpenAI chat stream: {@code data: [DONE]}, or, for servers that leave it out, a chunk with a finish reason. An
 * error event from the upstream ends it as well: the client has been told.
 */
final class OpenAiStreamEnd implements StreamEnd {

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FINISH = "\"finish_reason\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "\"error\":".getBytes(StandardCharsets.US_ASCII);

    private boolean complete;

    @Override
    public void sees(ByteBuf events) {
        if (!complete) {
            complete = isDone(events) || hasField(events, FINISH, '"') || hasField(events, ERROR, '{');
        }
    }

    @Override
    public boolean complete() {
        return complete;
    }

    /** A line that is {@code data: [DONE]}; the same words within a message's text stand in the middle of a line. */
    private static boolean isDone(ByteBuf events) {
        int at = ByteSearch.indexOf(events, DONE, events.readerIndex());
        while (at >= 0) {
            int colon = at - 1;
            while (colon > events.readerIndex() && events.getByte(colon) == ' ') {
                colon--;
            }
            int line = colon - 4;
            boolean atLineStart =
                    line == events.readerIndex() || (line > events.readerIndex() && events.getByte(line - 1) < ' ');
            if (atLineStart && events.getByte(colon) == ':' && events.getByte(line) == 'd') {
                return true;
            }
            at = ByteSearch.indexOf(events, DONE, at + DONE.length);
        }
        return false;
    }

    /** A field whose value begins so; within a message's text its quotes would be escaped. */
    private static boolean hasField(ByteBuf events, byte[] field, char valueStart) {
        int at = ByteSearch.indexOf(events, field, events.readerIndex());
        while (at >= 0) {
            int value = at + field.length;
            while (value < events.writerIndex() && events.getByte(value) == ' ') {
                value++;
            }
            if (value < events.writerIndex() && events.getByte(value) == valueStart) {
                return true;
            }
            at = ByteSearch.indexOf(events, field, value);
        }
        return false;
    }
}
