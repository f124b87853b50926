package dev.caravan.gateway.edge;

import dev.caravan.processors.call.Call;
import io.netty.channel.Channel;
import java.util.List;

/** What a connection needs of the server that it belongs to. */
interface Edge {

    EdgeOptions options();

    /** Whether the gateway is shutting down: a connection is closed after its answer. */
    boolean draining();

    /** Counts a call into the routes that serve now. The caller leaves them when the call has ended. */
    ServingRoutes enterRoutes();

    /** A connection was opened. */
    void opened(Channel channel);

    /** A connection is no HTTP any more: what it has become is to be told when the gateway shuts down. */
    void upgraded(Runnable goAway);

    /** What was told to {@link #upgraded} is over. */
    void upgradeEnded(Runnable goAway);

    /** A call has ended. */
    void ended(Call call, CallEnd end);

    /** Tells every observer of a call's end. */
    static void tell(List<CallObserver> observers, Call call, CallEnd end) {
        for (CallObserver observer : observers) {
            observer.ended(call, end);
        }
    }
}
