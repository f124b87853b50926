package dev.caravan.gateway.observability;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes log lines on a thread of its own, all that have come in the last few milliseconds at once. Giving it a line never
 * waits and wakes nobody. When whoever reads the log is slower than the gateway for long, lines are dropped and counted rather
 * than calls held up.
 */
public final class LineWriter implements AutoCloseable {

    private static final int CAPACITY = 1 << 16;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int BATCH_BYTES = 64 * 1024;

    private final OutputStream out;
    private final Queue<byte[]> lines = PlatformDependent.newMpscQueue(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::writeUntilClosed, "caravan-access-log");
    private final byte[] batch = new byte[BATCH_BYTES];
    private volatile boolean closed;

    /** @param out takes whole lines in one call; flushed after each */
    public LineWriter(OutputStream out) {
        this.out = out;
        writer.setDaemon(true);
        writer.start();
    }

    /** Takes a line, its line feed included. Thread-safe, never blocks. */
    public void offer(byte[] line) {
        if (!lines.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    /** How many lines were dropped because the reader of the log was too slow. */
    public long dropped() {
        return dropped.get();
    }

    /** Writes what is left. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilClosed() {
        boolean last = false;
        while (!last) {
            last = closed;
            writeAll();
            if (!last) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private void writeAll() {
        int filled = 0;
        for (byte[] line = lines.poll(); line != null; line = lines.poll()) {
            if (filled + line.length > batch.length) {
                write(batch, filled);
                filled = 0;
            }
            if (line.length > batch.length) {
                write(line, line.length);
            } else {
                System.arraycopy(line, 0, batch, filled, line.length);
                filled += line.length;
            }
        }
        write(batch, filled);
    }

    private void write(byte[] bytes, int length) {
        if (length > 0) {
            try {
                out.write(bytes, 0, length);
                out.flush();
            } catch (IOException e) {
                dropped.incrementAndGet();
            }
        }
    }
}
