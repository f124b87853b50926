package dev.caravan.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of WebSockets. What it hears is a line each: texts whole, {@code binary 12}, {@code pong}, {@code close 1000 reason}. */
final class SocketClient implements AutoCloseable {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private SocketClient(URI uri, Map<String, String> headers, List<String> protocols) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        headers.forEach(builder::header);
        if (!protocols.isEmpty()) {
            builder.subprotocols(
                    protocols.get(0), protocols.subList(1, protocols.size()).toArray(String[]::new));
        }
        socket = builder.buildAsync(uri, new Listener()).join();
    }

    /** @throws CompletionException with a {@link java.net.http.WebSocketHandshakeException} when it is refused */
    static SocketClient open(URI uri, Map<String, String> headers, String... protocols) {
        String address = uri.toString().replaceFirst("^http", "ws");
        return new SocketClient(URI.create(address), headers, List.of(protocols));
    }

    WebSocket socket() {
        return socket;
    }

    SocketClient say(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    SocketClient goodbye(int code, String reason) {
        socket.sendClose(code, reason).join();
        return this;
    }

    /** The next thing that it hears. */
    String hears() throws InterruptedException {
        @Nullable String next = heard.poll(20, TimeUnit.SECONDS);
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
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            heard.add("pong");
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
