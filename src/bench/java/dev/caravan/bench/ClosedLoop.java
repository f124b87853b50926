package dev.caravan.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Each connection sends its next request as soon as its last one is answered. */
final class ClosedLoop implements Pace {

    private final ChatRequest request;
    private final int connectionCount;
    private final List<ChatConnection> connections = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    ClosedLoop(ChatRequest request, int connectionCount) throws IOException {
        this.request = request;
        this.connectionCount = connectionCount;
    }

    @Override
    public void connect(int port) throws IOException {
        for (int i = 0; i < connectionCount; i++) {
            connections.add(ChatConnection.open(port, selector, body -> {}));
        }
    }

    @Override
    public void run(long nanos, Tally tally) throws IOException {
        long end = System.nanoTime() + nanos;
        long giveUp = end + TimeUnit.SECONDS.toNanos(1);
        for (ChatConnection connection : connections) {
            connection.send(request, System.nanoTime());
        }
        int inFlight = connections.size();
        while (inFlight > 0 && System.nanoTime() < giveUp) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                ChatConnection connection = (ChatConnection) key.attachment();
                if (!connection.receive(buffer)) {
                    continue;
                }
                long now = System.nanoTime();
                tally.answered(now - connection.startNanos(), connection.status());
                if (now < end) {
                    connection.send(request, System.nanoTime());
                } else {
                    inFlight--;
                }
            }
            selector.selectedKeys().clear();
        }
        tally.unanswered(inFlight);
    }
}
