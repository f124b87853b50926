package dev.caravan.processors.upstream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import reactor.netty.resources.LoopResources;

/** Reactor Netty's view of one event loop: everything that a client does runs on it. */
record SingleLoop(EventLoop loop) implements LoopResources {

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loop;
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        if (type.equals(DatagramChannel.class)) {
            return type.cast(epoll() ? new EpollDatagramChannel() : new NioDatagramChannel());
        }
        return type.cast(epoll() ? new EpollSocketChannel() : new NioSocketChannel());
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        if (type.equals(DatagramChannel.class)) {
            return (epoll() ? EpollDatagramChannel.class : NioDatagramChannel.class).asSubclass(type);
        }
        return (epoll() ? EpollSocketChannel.class : NioSocketChannel.class).asSubclass(type);
    }

    private boolean epoll() {
        return !(loop instanceof NioEventLoop) && Epoll.isAvailable();
    }
}
