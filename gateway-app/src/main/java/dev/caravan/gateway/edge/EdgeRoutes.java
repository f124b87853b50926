package dev.caravan.gateway.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.NettyServerBootstrapConfiguration;
import org.apache.camel.component.netty.NettyServerBootstrapFactory;
import org.apache.camel.component.netty.http.HttpServerConsumerChannelFactory;
import org.apache.camel.component.netty.http.NettyHttpConsumer;
import org.apache.camel.component.netty.http.NettySharedHttpServer;
import org.apache.camel.component.netty.http.NettySharedHttpServerBootstrapConfiguration;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The shared server that netty-http consumers of one Camel context join: it collects them for a {@link RouteTable} and binds
 * nothing itself. The socket belongs to {@link EdgeServer}, so that routes can be replaced while it stays open.
 */
public final class EdgeRoutes extends ServiceSupport
        implements NettySharedHttpServer, NettyServerBootstrapFactory, HttpServerConsumerChannelFactory {

    /** What netty-http wants to know of a port; the real one is the edge's. */
    private static final int NOMINAL_PORT = 8080;

    private final List<NettyHttpConsumer> consumers = new CopyOnWriteArrayList<>();

    /**
     * The routes that have joined so far.
     *
     * @throws IllegalArgumentException when two of them claim the same method and path
     */
    RouteTable<NettyHttpConsumer> table() {
        List<RouteTable.Entry<NettyHttpConsumer>> entries = new ArrayList<>();
        for (NettyHttpConsumer consumer : consumers) {
            entries.add(new RouteTable.Entry<>(pattern(consumer), methods(consumer), consumer));
        }
        return new RouteTable<>(entries);
    }

    @Override
    public void addConsumer(NettyConsumer consumer) {
        addConsumer((NettyHttpConsumer) consumer);
    }

    @Override
    public void removeConsumer(NettyConsumer consumer) {
        removeConsumer((NettyHttpConsumer) consumer);
    }

    @Override
    public void addConsumer(NettyHttpConsumer consumer) {
        consumers.add(consumer);
    }

    @Override
    public void removeConsumer(NettyHttpConsumer consumer) {
        consumers.remove(consumer);
    }

    @Override
    public int consumers() {
        return consumers.size();
    }

    @Override
    public int getConsumersSize() {
        return consumers.size();
    }

    @Override
    public int getPort() {
        return NOMINAL_PORT;
    }

    @Override
    public HttpServerConsumerChannelFactory getConsumerChannelFactory() {
        return this;
    }

    @Override
    public NettyServerBootstrapFactory getServerBootstrapFactory() {
        return this;
    }

    @Override
    public ChannelHandler getChannelHandler() {
        throw new IllegalStateException("the edge drives the routes itself");
    }

    @Override
    public void init(int port) {}

    @Override
    public void init(
            CamelContext context,
            NettyServerBootstrapConfiguration configuration,
            ChannelInitializer<Channel> pipelineFactory) {}

    @Override
    public void init(
            ThreadFactory threadFactory,
            NettyServerBootstrapConfiguration configuration,
            ChannelInitializer<Channel> pipelineFactory) {}

    @Override
    public void addChannel(Channel channel) {}

    @Override
    public void removeChannel(Channel channel) {}

    @Override
    public void setNettyServerBootstrapConfiguration(NettySharedHttpServerBootstrapConfiguration configuration) {}

    @Override
    public void setCamelContext(CamelContext camelContext) {}

    @Override
    public void setStartServer(boolean startServer) {}

    @Override
    public void setThreadNamePattern(String pattern) {}

    private static String pattern(NettyHttpConsumer consumer) {
        String path = consumer.getConfiguration().getPath();
        String absolute = path.startsWith("/") ? path : "/" + path;
        boolean prefix = consumer.getConfiguration().isMatchOnUriPrefix() && !absolute.endsWith("/*");
        return prefix ? absolute + "/*" : absolute;
    }

    /** Camel's REST DSL adds OPTIONS to every path; the edge answers OPTIONS by itself. */
    private static Set<String> methods(NettyHttpConsumer consumer) {
        Set<String> methods = new LinkedHashSet<>();
        String restriction = consumer.getEndpoint().getHttpMethodRestrict();
        if (restriction != null) {
            for (String method : restriction.split(",", -1)) {
                methods.add(method.trim().toUpperCase(Locale.ROOT));
            }
            methods.remove("OPTIONS");
        }
        return methods;
    }
}
