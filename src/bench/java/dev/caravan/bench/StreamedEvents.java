package dev.caravan.bench;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Reads the stamps ({@code @<nanoTime>-<number>@}) that {@link MockConnection#sendChunk()} puts into the chunks of one
 * stream, and notes how long each took, and whether any was lost or repeated.
 */
final class StreamedEvents implements Consumer<ByteBuffer> {

    private final StreamTally tally;
    private boolean inStamp;
    private boolean inNumber;
    private long stampNanos;
    private int number;
    private int expectedNumber;

    StreamedEvents(StreamTally tally) {
        this.tally = tally;
    }

    boolean hasStarted() {
        return expectedNumber > 0;
    }

    @Override
    public void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            accept(bytes.get());
        }
    }

    private void accept(byte b) {
        if (b == '@') {
            if (inStamp) {
                tally.arrived(stampNanos, Math.abs(number - expectedNumber));
                expectedNumber = number + 1;
            }
            inStamp = !inStamp;
            inNumber = false;
            stampNanos = 0;
            number = 0;
        } else if (inStamp && b == '-') {
            inNumber = true;
        } else if (inStamp && inNumber) {
            number = number * 10 + (b - '0');
        } else if (inStamp) {
            stampNanos = stampNanos * 10 + (b - '0');
        }
    }
}
