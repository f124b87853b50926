package dev.caravan.gateway.edge;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads that all I/O runs on, client side and upstream alike: epoll where the system has it, NIO elsewhere. */
public final class EventLoops implements AutoCloseable {

    /** What every event loop's thread is named by; nothing on such a thread may block. */
    public static final String THREAD_PREFIX = "caravan-loop";

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup workers;

    /** @param threads how many loops, 0 for one a core */
    public EventLoops(int threads) {
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        DefaultThreadFactory factory = new DefaultThreadFactory(THREAD_PREFIX, true);
        workers = epoll ? new EpollEventLoopGroup(count, factory) : new NioEventLoopGroup(count, factory);
    }

    /** The loops. */
    public EventLoopGroup workers() {
        return workers;
    }

    /** Accepting is little work: the workers do it too. */
    EventLoopGroup acceptors() {
        return workers;
    }

    Class<? extends ServerSocketChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** How the loops wait for the network, for the start-up log: {@code epoll} or {@code nio}. */
    public String transport() {
        return epoll ? "epoll" : "nio";
    }

    @Override
    public void close() {
        workers.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
