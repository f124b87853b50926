package dev.caravan.gateway;

import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.gateway.edge.EdgeOptions;
import dev.caravan.gateway.edge.EdgeServer;
import dev.caravan.gateway.edge.EventLoops;
import dev.caravan.gateway.routes.RunningRoutes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The gateway's sockets: the one that clients call, and the one on which it is administered, where that is enabled. */
final class Ports implements AutoCloseable {

    private static final String SERVER_FIX = "Set server.port, or start with --port=N; 0 takes any that is free";
    private static final String ADMIN_FIX = "Set admin.port, or start with --admin-port=N; 0 takes any that is free."
            + " The gateway does without this port when admin.enabled is false";

    private final EdgeServer main;
    private final @Nullable EdgeServer admin;

    private Ports(EdgeServer main, @Nullable EdgeServer admin) {
        this.main = main;
        this.admin = admin;
    }

    /**
     * Binds the sockets and begins to serve.
     *
     * @param admin null for no socket to administer it on
     * @param draining set when the gateway begins to shut down
     * @throws IOException when one of them cannot be bound, naming its setting; then neither is
     */
    static Ports open(
            EdgeOptions main,
            @Nullable EdgeOptions admin,
            EventLoops loops,
            List<CallObserver> observers,
            AtomicBoolean draining,
            RunningRoutes routes)
            throws IOException {
        EdgeServer first;
        try {
            first = EdgeServer.start(main, loops, observers, draining, routes.serving());
        } catch (IOException e) {
            throw new IOException("server.port: " + e.getMessage() + ". " + SERVER_FIX, e);
        }
        if (admin == null) {
            return new Ports(first, null);
        }
        try {
            return new Ports(first, EdgeServer.start(admin, loops, observers, draining, routes.admin()));
        } catch (IOException e) {
            first.close();
            throw new IOException("admin.port: " + e.getMessage() + ". " + ADMIN_FIX, e);
        }
    }

    /** Where clients call, with the port that it was given. */
    InetSocketAddress address() {
        return main.address();
    }

    /** Where the gateway is administered; empty where that is not enabled. */
    Optional<InetSocketAddress> adminAddress() {
        return Optional.ofNullable(admin).map(EdgeServer::address);
    }

    /** Whether only this machine can connect. */
    boolean onLoopback() {
        return main.address().getAddress().isLoopbackAddress()
                && (admin == null || admin.address().getAddress().isLoopbackAddress());
    }

    /** How many connections are open to clients. */
    int connections() {
        return main.connections();
    }

    /** How many connections are open to those who administer the gateway. */
    int adminConnections() {
        return admin == null ? 0 : admin.connections();
    }

    /**
     * Serves other routes from now on; calls in flight stay on theirs.
     *
     * @return completes when the last call of the former routes has ended, on whichever port
     */
    CompletableFuture<Void> serve(RunningRoutes next) {
        CompletableFuture<Void> idle = main.serve(next.serving());
        return admin == null ? idle : CompletableFuture.allOf(idle, admin.serve(next.admin()));
    }

    /**
     * Shuts down in order. The administration goes last: until the calls of clients have ended it tells that the gateway
     * drains, and gives its metrics.
     *
     * @param patience how long to wait in all before what is left is cut off
     * @return whether all calls ended in time
     */
    boolean drain(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        boolean all = main.drain(patience);
        if (admin == null) {
            return all;
        }
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        return admin.drain(left) && all;
    }

    @Override
    public void close() {
        main.close();
        if (admin != null) {
            admin.close();
        }
    }
}
