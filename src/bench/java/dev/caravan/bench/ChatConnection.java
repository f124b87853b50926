package dev.caravan.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A client's connection on which one call is in flight at a time. One thread may send while another one receives. */
final class ChatConnection {

    private final SocketChannel channel;
    private final ResponseReader reader;
    private volatile long startNanos;

    private ChatConnection(SocketChannel channel, Consumer<ByteBuffer> body) {
        this.channel = channel;
        this.reader = new ResponseReader(body);
    }

    static ChatConnection open(int port, Selector selector, Consumer<ByteBuffer> body) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        ChatConnection connection = new ChatConnection(channel, body);
        channel.register(selector, SelectionKey.OP_READ, connection);
        return connection;
    }

    /** Sends the request, which fits the socket's buffer; its latency counts from {@code startNanos}. */
    void send(ChatRequest request, long startNanos) throws IOException {
        this.startNanos = startNanos;
        ByteBuffer bytes = request.buffer();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Takes what has arrived, by way of {@code buffer}; true when it completes the response. */
    boolean receive(ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            throw new EOFException("the server closed a connection that should be kept");
        }
        return reader.read(buffer.flip());
    }

    long startNanos() {
        return startNanos;
    }

    int status() {
        return reader.status();
    }

    void close() throws IOException {
        channel.close();
    }
}
