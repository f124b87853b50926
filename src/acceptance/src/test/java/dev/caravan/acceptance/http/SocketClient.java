package dev.caravan.acceptance.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of WebSockets. What it hears is a line each: texts whole, {@code binary 12}, {@code close 1000 reason}. */
public final class SocketClient implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private SocketClient(HttpClient client, URI uri, String key) {
        socket = client.newWebSocketBuilder()
                .header("authorization", "Bearer " + key)
                .buildAsync(uri, new Listener())
                .join();
    }

    /**
     * @param client says whom it trusts
     * @param uri {@code ws} or {@code wss}
     * @throws CompletionException with a {@link java.net.http.WebSocketHandshakeException} when it is refused
     */
    public static SocketClient open(HttpClient client, URI uri, String key) {
        return new SocketClient(client, uri, key);
    }

    public SocketClient say(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    public SocketClient say(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    public SocketClient goodbye(int code, String reason) {
        socket.sendClose(code, reason).join();
        return this;
    }

    /** The next thing that it hears; {@code nothing} when there is none for half a minute. */
    public String hears() throws InterruptedException {
        @Nullable String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private int bytes;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            bytes += data.remaining();
            if (last) {
                heard.add("binary " + bytes);
                bytes = 0;
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add("close " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            heard.add("error " + error);
        }
    }
}
