package dev.caravan.gateway.ledger.query;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Pieces that are opened, read and closed by whichever worker has time, one at a time; closed once, and not opened after that. */
final class Reading {

    private final Supplier<Pieces> opening;
    private @Nullable Pieces pieces;
    private boolean closed;

    Reading(Supplier<Pieces> opening) {
        this.opening = opening;
    }

    synchronized Optional<byte[]> next() {
        if (closed) {
            return Optional.empty();
        }
        if (pieces == null) {
            pieces = opening.get();
        }
        return pieces.next();
    }

    synchronized boolean isDone() {
        return closed || (pieces != null && pieces.isDone());
    }

    synchronized void close() {
        closed = true;
        if (pieces != null) {
            pieces.close();
        }
    }
}
