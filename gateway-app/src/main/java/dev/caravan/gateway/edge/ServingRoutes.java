package dev.caravan.gateway.edge;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.component.netty.http.NettyHttpConsumer;

/**
 * The routes that serve calls from one reload to the next, and how many calls are in them. New routes take over at once;
 * these are closed when their last call has ended.
 */
public final class ServingRoutes {

    /** The count's sign bit marks routes that take no new calls. */
    private static final long RETIRED = Long.MIN_VALUE;

    private final RouteTable<NettyHttpConsumer> table;
    private final AtomicLong calls = new AtomicLong();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();

    /** @throws IllegalArgumentException when two routes claim the same method and path */
    public ServingRoutes(EdgeRoutes joined) {
        this.table = joined.table();
    }

    RouteTable<NettyHttpConsumer> table() {
        return table;
    }

    /** Counts a call in; false when these routes are retired and the caller must ask for the current ones again. */
    boolean enter() {
        if (calls.incrementAndGet() > 0) {
            return true;
        }
        leave();
        return false;
    }

    /** Counts a call in although these routes are retired: the last ones of a gateway that is shutting down. */
    ServingRoutes enterRetired() {
        calls.incrementAndGet();
        return this;
    }

    /** Counts a call out. */
    void leave() {
        if (calls.decrementAndGet() == RETIRED) {
            idle.complete(null);
        }
    }

    /** How many calls are in these routes. */
    public long calls() {
        return calls.get() & Long.MAX_VALUE;
    }

    /**
     * Takes no more calls.
     *
     * @return completes when the last call has ended
     */
    public CompletableFuture<Void> retire() {
        if (calls.addAndGet(RETIRED) == RETIRED) {
            idle.complete(null);
        }
        return idle;
    }
}
