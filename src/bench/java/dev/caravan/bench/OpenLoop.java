package dev.caravan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests leave by a schedule (Poisson, the same one in every run) that no slow answer holds up. A sending thread keeps
 * the schedule while the calling thread receives; when all connections are busy the request waits, and its waiting counts.
 */
final class OpenLoop implements Pace {

    private final ChatRequest request;
    private final double meanGapNanos;
    private final int connectionCount;
    private final BlockingQueue<ChatConnection> free;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    OpenLoop(ChatRequest request, int ratePerSecond, int connectionCount) throws IOException {
        this.request = request;
        this.meanGapNanos = 1e9 / ratePerSecond;
        this.connectionCount = connectionCount;
        this.free = new ArrayBlockingQueue<>(connectionCount);
    }

    @Override
    public void connect(int port) throws IOException {
        for (int i = 0; i < connectionCount; i++) {
            free.add(ChatConnection.open(port, selector, body -> {}));
        }
    }

    @Override
    public void run(long nanos, Tally tally) throws IOException {
        Samples lags = new Samples();
        AtomicInteger inFlight = new AtomicInteger();
        long end = System.nanoTime() + nanos;
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> send(end, lags, inFlight));
        long giveUp = end + TimeUnit.SECONDS.toNanos(1);
        while ((!sender.isDone() || inFlight.get() > 0) && System.nanoTime() < giveUp) {
            selector.select(10);
            for (SelectionKey key : selector.selectedKeys()) {
                ChatConnection connection = (ChatConnection) key.attachment();
                if (connection.receive(buffer)) {
                    tally.answered(System.nanoTime() - connection.startNanos(), connection.status());
                    inFlight.decrementAndGet();
                    free.add(connection);
                }
            }
            selector.selectedKeys().clear();
        }
        sender.join();
        lags.forEach(tally::left);
        tally.unanswered(inFlight.get());
    }

    private void send(long end, Samples lags, AtomicInteger inFlight) {
        SplittableRandom random = new SplittableRandom(42);
        try {
            for (double due = System.nanoTime(); due < end; due -= Math.log(1 - random.nextDouble()) * meanGapNanos) {
                for (long wait = (long) due - System.nanoTime(); wait > 0; wait = (long) due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                ChatConnection connection = free.poll(1, TimeUnit.SECONDS);
                if (connection == null) {
                    throw new IllegalStateException("no answer for a second");
                }
                lags.add(System.nanoTime() - (long) due);
                inFlight.incrementAndGet();
                connection.send(request, (long) due);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while sending", e);
        }
    }
}
