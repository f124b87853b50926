package dev.caravan.processors.upstream;

import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.transport.GatheredFlush;
import dev.caravan.processors.transport.InterimAnswers;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * HTTP clients, one for each event loop and provider, with connections that live on that loop: a call never changes its thread
 * on the way to its provider and back. Thread-safe. Making one reads the system's files on name servers, which blocks.
 */
public final class UpstreamClients implements AutoCloseable {

    /** Shorter than the keep-alive of common upstreams, so that a call does not meet a connection which is just closing. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(20);

    private static final int MAX_CONNECTIONS = 10_000;
    private static final int MAX_URLS = 1_000;

    private final AddressResolverGroup<InetSocketAddress> names = NameResolution.create();
    private final Map<EventExecutor, OfLoop> byLoop = new ConcurrentHashMap<>();

    /**
     * The client for a provider on an event loop. Called on that loop.
     *
     * @throws IllegalArgumentException when the executor is no I/O event loop
     */
    HttpClient client(EventExecutor loop, ConfiguredProvider provider) {
        return ofLoop(loop).client(provider);
    }

    /**
     * A URL, parsed once for as long as the providers stay the same. Called on that loop.
     *
     * @throws IllegalArgumentException when it is none
     */
    URI uri(EventExecutor loop, String url) {
        return ofLoop(loop).uris.computeIfAbsent(url, URI::create);
    }

    /** Opens sockets on an event loop, as the clients do. Called on that loop. */
    Bootstrap bootstrap(EventExecutor loop) {
        OfLoop ofLoop = ofLoop(loop);
        EventLoop single = ofLoop.resources.loop();
        return new Bootstrap()
                .group(single)
                .channelFactory(() -> ofLoop.resources.onChannel(SocketChannel.class, single))
                .resolver(names);
    }

    /** Schedules on that event loop itself. */
    Scheduler scheduler(EventExecutor loop) {
        return ofLoop(loop).scheduler;
    }

    @Override
    public void close() {
        byLoop.values().forEach(ofLoop -> ofLoop.connections.dispose());
        names.close();
    }

    private OfLoop ofLoop(EventExecutor loop) {
        OfLoop known = byLoop.get(loop);
        return known != null ? known : byLoop.computeIfAbsent(loop, executor -> new OfLoop(executor, names));
    }

    private static final class OfLoop {

        private final AddressResolverGroup<InetSocketAddress> names;
        private final SingleLoop resources;
        private final Scheduler scheduler;
        private final ConnectionProvider connections;
        /** Used on this loop alone. Providers are compared by identity: it is quick, and no two are one and the same. */
        private final IdentityHashMap<ConfiguredProvider, HttpClient> clients = new IdentityHashMap<>();

        OfLoop(EventExecutor executor, AddressResolverGroup<InetSocketAddress> names) {
            this.names = names;
            if (!(executor instanceof EventLoop loop)) {
                throw new IllegalArgumentException("not an I/O event loop: " + executor);
            }
            resources = new SingleLoop(loop);
            scheduler = Schedulers.fromExecutorService(loop);
            connections = ConnectionProvider.builder("upstream")
                    .maxConnections(MAX_CONNECTIONS)
                    .pendingAcquireTimeout(Duration.ofSeconds(10))
                    .maxIdleTime(MAX_IDLE)
                    .lifo()
                    .build();
        }

        HttpClient client(ConfiguredProvider provider) {
            return clients.computeIfAbsent(provider, this::create);
        }

        /** Used on this loop alone. As many as the providers have operations, and models in their URLs. */
        private final Map<String, URI> uris = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, URI> eldest) {
                return size() > MAX_URLS;
            }
        };

        private HttpClient create(ConfiguredProvider provider) {
            int connectMillis = (int)
                    Math.min(Integer.MAX_VALUE, provider.timeouts().connect().toMillis());
            // A second try would be a second bill: only the routing decides about retries.
            return HttpClient.create(connections)
                    .runOn(resources)
                    .resolver(names)
                    .disableRetry(true)
                    .followRedirect(false)
                    .compress(false)
                    .doOnChannelInit((observer, channel, address) -> channel.pipeline()
                            .addFirst(new GatheredFlush())
                            .addAfter(NettyPipeline.HttpCodec, "interim", new InterimAnswers()))
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                    .option(ChannelOption.TCP_NODELAY, true);
        }
    }
}
