package dev.caravan.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of a chat call, made once and sent many times. */
final class ChatRequest {

    private static final String CHAT = "/v1/chat/completions";

    private final byte[] bytes;

    ChatRequest(byte[] bytes) {
        this.bytes = bytes;
    }

    static ChatRequest whole(String body, String key) {
        return of(CHAT, body, key, "");
    }

    /** Asks for a stream, from the provider that is called {@code streams} in the gateway's configuration. */
    static ChatRequest streaming(String path, String body, String key) {
        return of(path, body.replaceFirst("\\{", "{\"stream\":true,"), key, "X-Ingate-Provider: streams\r\n");
    }

    /** Asks for a stream on which the mock sends one chunk and then keeps silent. */
    static ChatRequest idle(String body, String key) {
        return streaming(
                CHAT,
                body.replaceFirst("\"model\":\"bench\"", "\"model\":\"" + MockUpstream.IDLE_MODEL + "\""), key);
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes);
    }

    private static ChatRequest of(String path, String body, String key, String moreHeaders) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Accept: application/json, text/event-stream\r\nAuthorization: Bearer " + key + "\r\n"
                        + moreHeaders + "Content-Length: " + content.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return new ChatRequest(ByteBuffer.allocate(head.length + content.length)
                .put(head)
                .put(content)
                .array());
    }
}
