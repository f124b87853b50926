package dev.caravan.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Opens many streams through one server. In mode {@code ticking} it measures how long chunks take from the mock to here,
 * the server's CPU time per chunk, and how long the mock's streams outlive the clients when all of them leave at once; in
 * mode {@code idle}, how much memory the server needs for streams that say nothing.
 *
 * <p>Options: {@code mode}, {@code column}, {@code metric} (prefix of the printed names), {@code port}, {@code mock-port},
 * {@code pid} (the server's; 0 for none), {@code streams}, {@code warmup} and {@code seconds}, {@code path} (of mode
 * {@code ticking}), {@code body} (a file), {@code key}.
 */
final class Streams {

    private static final int IDLE_WARMUP_STREAMS = 50;
    private static final long OPEN_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Options options;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private final StreamTally tally = new StreamTally();
    private final List<ChatConnection> connections = new ArrayList<>();
    private final List<StreamedEvents> streams = new ArrayList<>();

    private Streams(Options options) throws IOException {
        this.options = options;
    }

    public static void main(String[] arguments) throws IOException {
        Options options = Options.of(arguments);
        Streams streams = new Streams(options);
        if (options.text("mode").equals("idle")) {
            streams.measureIdle();
        } else {
            streams.measureTicking();
        }
    }

    private void measureTicking() throws IOException {
        open(ChatRequest.streaming(options.text("path"), options.file("body"), options.text("key")), options.number("streams"));
        receiveFor(TimeUnit.SECONDS.toNanos(options.number("warmup")));
        ProcessTree server = new ProcessTree(options.number("pid"));
        long cpuBefore = server.pid() > 0 ? server.cpuMicros() : 0;
        tally.count(true);
        receiveFor(TimeUnit.SECONDS.toNanos(options.number("seconds")));
        tally.count(false);
        long cpuAfter = server.pid() > 0 ? server.cpuMicros() : 0;
        Samples latencies = tally.latencies();
        print("p50_us", latencies.micros(50));
        print("p99_us", latencies.micros(99));
        print("rate", latencies.size() / (double) options.number("seconds"));
        print("lost", (double) tally.lost());
        if (server.pid() > 0) {
            print("cpu_us", (cpuAfter - cpuBefore) / (double) latencies.size());
            print("rss_mib", server.rssMib());
        }
        print("left_ms", leave());
    }

    private void measureIdle() throws IOException {
        ChatRequest request = ChatRequest.idle(options.file("body"), options.text("key"));
        open(request, IDLE_WARMUP_STREAMS);
        receiveFor(TimeUnit.MILLISECONDS.toNanos(500));
        leave();
        receiveFor(TimeUnit.MILLISECONDS.toNanos(500));
        ProcessTree server = new ProcessTree(options.number("pid"));
        double before = server.rssMib();
        open(request, options.number("streams"));
        receiveFor(TimeUnit.SECONDS.toNanos(options.number("seconds")));
        print("added_mib", server.rssMib() - before);
        leave();
    }

    /** Opens streams one after the other, reading meanwhile, until each has received its first chunk. */
    private void open(ChatRequest request, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            StreamedEvents events = new StreamedEvents(tally);
            streams.add(events);
            ChatConnection connection = ChatConnection.open(options.number("port"), selector, events);
            connections.add(connection);
            connection.send(request, System.nanoTime());
            receive(0);
        }
        long giveUp = System.nanoTime() + OPEN_LIMIT_NANOS;
        while (!streams.stream().allMatch(StreamedEvents::hasStarted)) {
            if (System.nanoTime() > giveUp) {
                long started =
                        streams.stream().filter(StreamedEvents::hasStarted).count();
                throw new IllegalStateException(started + " of " + count + " streams started; the last status was "
                        + connections.get(connections.size() - 1).status());
            }
            receive(10);
        }
    }

    private void receiveFor(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            receive(10);
        }
    }

    private void receive(int waitMillis) throws IOException {
        if (waitMillis == 0) {
            selector.selectNow();
        } else {
            selector.select(waitMillis);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            tally.readAt(System.nanoTime());
            if (((ChatConnection) key.attachment()).receive(buffer)) {
                throw new IllegalStateException("a stream ended that should go on");
            }
        }
        selector.selectedKeys().clear();
    }

    /** Closes all streams; returns the milliseconds until the mock has none left, NaN when some are left after 5 s. */
    private double leave() throws IOException {
        StringBuilder open = new StringBuilder();
        try (Selector mockSelector = Selector.open()) {
            ChatConnection mock = ChatConnection.open(
                    options.number("mock-port"),
                    mockSelector,
                    body -> open.append(StandardCharsets.US_ASCII.decode(body)));
            ChatRequest question =
                    new ChatRequest("GET /open HTTP/1.1\r\nHost: mock\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            long start = System.nanoTime();
            for (ChatConnection connection : connections) {
                connection.close();
            }
            connections.clear();
            streams.clear();
            double millis = 0;
            while (!open.toString().equals("0") && millis < 5000) {
                open.setLength(0);
                mock.send(question, System.nanoTime());
                do {
                    mockSelector.select(1000);
                    mockSelector.selectedKeys().clear();
                } while (!mock.receive(buffer));
                millis = (System.nanoTime() - start) / 1e6;
            }
            mock.close();
            return millis < 5000 ? millis : Double.NaN;
        }
    }

    private void print(String name, double value) {
        new Line(options.text("column"), options.text("metric") + "_" + name, value).print();
    }
}
