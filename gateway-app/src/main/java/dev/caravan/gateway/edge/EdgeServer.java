package dev.caravan.gateway.edge;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.transport.GatheredFlush;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The listening socket and its connections. It serves whatever routes it was given last; the socket stays open while they are
 * replaced.
 */
public final class EdgeServer implements Edge, AutoCloseable {

    private final EdgeOptions options;
    private final EventLoops loops;
    private final List<CallObserver> observers;
    private final AtomicBoolean draining;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    private final Set<Runnable> upgrades = ConcurrentHashMap.newKeySet();

    private volatile ServingRoutes routes;
    private volatile Channel listener;

    private EdgeServer(
            EdgeOptions options,
            EventLoops loops,
            List<CallObserver> observers,
            AtomicBoolean draining,
            ServingRoutes routes)
            throws IOException {
        this.options = options;
        this.loops = loops;
        this.observers = List.copyOf(observers);
        this.draining = draining;
        this.routes = routes;
        this.listener = bind();
    }

    /**
     * Binds the socket and begins to serve.
     *
     * @param draining set when the gateway begins to shut down
     * @throws IOException when the address cannot be bound, naming it
     */
    public static EdgeServer start(
            EdgeOptions options,
            EventLoops loops,
            List<CallObserver> observers,
            AtomicBoolean draining,
            ServingRoutes routes)
            throws IOException {
        return new EdgeServer(options, loops, observers, draining, routes);
    }

    /** Where it listens, with the port that it was given. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /**
     * Serves other routes from now on; calls in flight stay on theirs.
     *
     * @return completes when the last call of the former routes has ended
     */
    public CompletableFuture<Void> serve(ServingRoutes next) {
        ServingRoutes former = routes;
        routes = next;
        return former.retire();
    }

    /**
     * Shuts down in order: takes no more connections, closes each one after its answer, says goodbye to those that are no HTTP any
     * more, and waits for the calls in flight.
     *
     * @param patience how long to wait before what is left is cut off
     * @return whether all calls ended in time
     */
    public boolean drain(Duration patience) throws InterruptedException {
        draining.set(true);
        listener.close().sync();
        upgrades.forEach(Runnable::run);
        CompletableFuture<Void> idle = routes.retire();
        boolean all = true;
        try {
            idle.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            all = false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        connections.close().await(1, TimeUnit.SECONDS);
        return all;
    }

    @Override
    public void close() {
        listener.close();
        connections.close();
    }

    @Override
    public EdgeOptions options() {
        return options;
    }

    @Override
    public boolean draining() {
        return draining.get();
    }

    @Override
    public ServingRoutes enterRoutes() {
        ServingRoutes serving = routes;
        while (!serving.enter()) {
            if (draining.get()) {
                return serving.enterRetired();
            }
            serving = routes;
        }
        return serving;
    }

    @Override
    public void opened(Channel channel) {
        connections.add(channel);
    }

    @Override
    public void upgraded(Runnable goAway) {
        upgrades.add(goAway);
        if (draining.get()) {
            goAway.run();
        }
    }

    @Override
    public void upgradeEnded(Runnable goAway) {
        upgrades.remove(goAway);
    }

    @Override
    public void ended(Call call, CallEnd end) {
        Edge.tell(observers, call, end);
    }

    private Channel bind() throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.acceptors(), loops.workers())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        buildPipeline(channel);
                    }
                });
        try {
            return bootstrap
                    .bind(options.host(), options.port())
                    .syncUninterruptibly()
                    .channel();
        } catch (Exception e) {
            throw new IOException(
                    "cannot listen on " + options.host() + ":" + options.port() + ": " + e.getMessage(), e);
        }
    }

    private void buildPipeline(SocketChannel channel) {
        if (options.maxConnections() > 0 && connections.size() >= options.maxConnections()) {
            channel.close();
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        if (options.tls() != null) {
            pipeline.addLast(options.tls().newHandler(channel.alloc()));
        }
        StrictRequestDecoder decoder = new StrictRequestDecoder(options.maxUriBytes(), options.maxHeaderBytes());
        pipeline.addLast(new GatheredFlush());
        pipeline.addLast(decoder);
        pipeline.addLast(new HttpResponseEncoder());
        pipeline.addLast(new EdgeConnection(this, decoder));
    }
}
