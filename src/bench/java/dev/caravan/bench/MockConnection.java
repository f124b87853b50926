package dev.caravan.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection of the {@link MockUpstream}: collects requests, and sends what the socket takes without blocking. */
final class MockConnection {

    private static final int PENDING_LIMIT = 1 << 18;
    private static final byte[] STREAM_HEAD = ascii(String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: text/event-stream",
            "Cache-Control: no-cache",
            "X-Accel-Buffering: no",
            "Transfer-Encoding: chunked",
            "\r\n"));
    private static final String EVENT_START = "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1760000000,\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"";
    private static final String EVENT_END = "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n";

    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer request = ByteBuffer.allocate(4096);
    private ByteBuffer pending = ByteBuffer.allocate(0);
    private boolean streaming;
    private int sentChunks;

    MockConnection(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    SocketChannel channel() {
        return channel;
    }

    boolean isStreaming() {
        return streaming;
    }

    void take(ByteBuffer bytes) {
        if (request.remaining() < bytes.remaining()) {
            ByteBuffer larger =
                    ByteBuffer.allocate(Math.max(request.capacity() * 2, request.position() + bytes.remaining()));
            request = larger.put(request.flip());
        }
        request.put(bytes);
    }

    /** The next complete request as text, or null when there is none yet. */
    String nextRequest() {
        String text = new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1);
        int bodyStart = text.indexOf("\r\n\r\n") + 4;
        if (bodyStart < 4) {
            return null;
        }
        int end = requestEnd(text, bodyStart);
        if (end < 0 || end > text.length()) {
            return null;
        }
        request.flip().position(end);
        request.compact();
        return text.substring(0, end);
    }

    private static int requestEnd(String text, int bodyStart) {
        String head = text.substring(0, bodyStart).toLowerCase(Locale.ROOT);
        if (head.contains("\r\ntransfer-encoding: chunked")) {
            int lastChunk = text.indexOf("\r\n0\r\n\r\n", bodyStart - 2);
            return lastChunk < 0 ? -1 : lastChunk + 7;
        }
        int length = head.indexOf("\r\ncontent-length:");
        if (length < 0) {
            return bodyStart;
        }
        int valueStart = length + "\r\ncontent-length:".length();
        return bodyStart
                + Integer.parseInt(head.substring(valueStart, head.indexOf('\r', valueStart))
                        .trim());
    }

    void startStream() throws IOException {
        streaming = true;
        send(ByteBuffer.wrap(STREAM_HEAD));
        sendChunk();
    }

    /** Sends the next chunk; its content is {@code @<nanoTime>-<number of the chunk in its stream>@}. */
    void sendChunk() throws IOException {
        String event = EVENT_START + '@' + System.nanoTime() + '-' + sentChunks++ + '@' + EVENT_END;
        send(ByteBuffer.wrap(ascii(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n")));
    }

    void send(ByteBuffer bytes) throws IOException {
        if (!pending.hasRemaining()) {
            channel.write(bytes);
        }
        if (bytes.hasRemaining()) {
            int total = pending.remaining() + bytes.remaining();
            if (total > PENDING_LIMIT) {
                throw new IOException("the reader does not keep up");
            }
            pending = ByteBuffer.allocate(total).put(pending).put(bytes).flip();
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    void flush() throws IOException {
        channel.write(pending);
        if (!pending.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
