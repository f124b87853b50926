package dev.caravan.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An upstream that speaks just enough of the OpenAI chat API, on one thread. A call with {@code "stream"} in its body is
 * answered by an endless stream of {@value #CHUNKS_PER_SECOND} chunks per second, each with the time it was sent; any
 * other call by the fixed answer; {@code GET /open} by the number of streams that are open now.
 *
 * <p>Options: {@code port} (0 for a free one), {@code answer} (a file), {@code life} (seconds until it ends by itself).
 * Prints {@code listening on PORT} when ready.
 */
final class MockUpstream {

    static final String IDLE_MODEL = "bench-idle";
    static final int CHUNKS_PER_SECOND = 20;

    private static final int SLOTS = 1000 / CHUNKS_PER_SECOND;
    private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Selector selector = Selector.open();
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(1 << 16);
    private final byte[] answer;
    /** One list of streams for each millisecond of the chunk period: a wheel, turned by one slot every millisecond. */
    private final List<List<MockConnection>> wheel = new ArrayList<>();

    private int nextSlot;
    private int openStreams;

    private MockUpstream(String answerBody) throws IOException {
        answer = jsonAnswer(answerBody);
        for (int i = 0; i < SLOTS; i++) {
            wheel.add(new ArrayList<>());
        }
    }

    public static void main(String[] arguments) throws IOException {
        Options options = Options.of(arguments);
        MockUpstream mock = new MockUpstream(options.file("answer"));
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.number("port")), 4096);
            server.configureBlocking(false);
            server.register(mock.selector, SelectionKey.OP_ACCEPT);
            System.out.println("listening on " + server.socket().getLocalPort());
            mock.serve(System.nanoTime() + TimeUnit.SECONDS.toNanos(options.number("life")));
        }
    }

    private void serve(long endNanos) throws IOException {
        long turned = System.nanoTime();
        int cursor = 0;
        while (System.nanoTime() < endNanos) {
            if (openStreams > 0) {
                selector.select(this::ready, 1);
            } else {
                selector.select(this::ready, 1000);
                turned = System.nanoTime();
            }
            for (; System.nanoTime() - turned >= SLOT_NANOS; turned += SLOT_NANOS) {
                sendChunks(wheel.get(cursor));
                cursor = (cursor + 1) % SLOTS;
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept((ServerSocketChannel) key.channel());
                return;
            }
            MockConnection connection = (MockConnection) key.attachment();
            try {
                if (key.isWritable()) {
                    connection.flush();
                }
                if (key.isReadable()) {
                    read(connection);
                }
            } catch (IOException e) {
                close(connection);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the mock cannot accept connections", e);
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(new MockConnection(channel, key));
        }
    }

    private void read(MockConnection connection) throws IOException {
        incoming.clear();
        if (connection.channel().read(incoming) < 0) {
            close(connection);
            return;
        }
        incoming.flip();
        connection.take(incoming);
        for (String request = connection.nextRequest(); request != null; request = connection.nextRequest()) {
            answer(connection, request);
        }
    }

    private void answer(MockConnection connection, String request) throws IOException {
        if (request.startsWith("GET /open")) {
            connection.send(ByteBuffer.wrap(jsonAnswer(Integer.toString(openStreams))));
        } else if (request.contains("\"stream\"")) {
            openStreams++;
            connection.startStream();
            if (!request.contains(IDLE_MODEL)) {
                wheel.get(nextSlot).add(connection);
                nextSlot = (nextSlot + 1) % SLOTS;
            }
        } else {
            connection.send(ByteBuffer.wrap(answer));
        }
    }

    private void sendChunks(List<MockConnection> slot) {
        slot.removeIf(connection -> !connection.channel().isOpen());
        for (MockConnection connection : slot) {
            try {
                connection.sendChunk();
            } catch (IOException e) {
                close(connection);
            }
        }
    }

    private void close(MockConnection connection) {
        if (connection.isStreaming() && connection.channel().isOpen()) {
            openStreams--;
        }
        try {
            connection.channel().close();
        } catch (IOException e) {
            throw new IllegalStateException("a connection cannot be closed", e);
        }
    }

    private static byte[] jsonAnswer(String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + content.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + content.length)
                .put(head)
                .put(content)
                .array();
    }
}
