package dev.caravan.acceptance.upstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on a free loopback port that stands in for a provider. It answers by {@link ProviderAnswers} unless a
 * script was queued or set for the path. Paths that start with {@code /control/} are {@link ControlEndpoint} and not
 * recorded. Thread-safe.
 */
public final class RecordingUpstream implements AutoCloseable {

    private final NioEventLoopGroup loops = new NioEventLoopGroup(2);
    private final ExecutorService scriptThreads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "upstream-script");
        thread.setDaemon(true);
        return thread;
    });
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<RecordedCall> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Script>> queued = new ConcurrentHashMap<>();
    private final Map<String, Script> standing = new ConcurrentHashMap<>();
    private final Semaphore gate = new Semaphore(0);
    private final AtomicLong receivedBytes = new AtomicLong();
    private final AtomicLong abortedUploads = new AtomicLong();
    private volatile boolean uploadsHeld;
    private final Script defaultScript = new ProviderAnswers();
    private final ControlEndpoint control = new ControlEndpoint(this);
    private final Channel listener;

    private RecordingUpstream() {
        listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channels.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec(64 * 1024, 256 * 1024, 256 * 1024))
                                .addLast(new HttpServerExpectContinueHandler())
                                .addLast(new UpstreamConnection(RecordingUpstream.this));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    public static RecordingUpstream start() {
        return new RecordingUpstream();
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The origin, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Every request to the path gets this answer, until {@link #reset()}; queued answers go first. */
    public void always(String path, Script script) {
        standing.put(path, script);
    }

    /** The path's next request gets this answer; several are used up in order. */
    public void next(String path, Script... scripts) {
        queued.computeIfAbsent(path, key -> new ConcurrentLinkedDeque<>()).addAll(List.of(scripts));
    }

    /** Lets one held-back chunk go, see {@link UpstreamExchange#awaitRelease()}. */
    public void release() {
        gate.release();
    }

    /** All complete requests so far, in the order of their arrival. */
    public List<RecordedCall> calls() {
        return List.copyOf(calls);
    }

    public List<RecordedCall> calls(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).toList();
    }

    /** The only request so far; fails when there was none or several. */
    public RecordedCall onlyCall() {
        List<RecordedCall> all = calls();
        if (all.size() != 1) {
            throw new AssertionError("Expected one upstream call, saw " + all);
        }
        return all.get(0);
    }

    /** Bytes of request bodies that came in since the last {@link #reset()}, incomplete requests included. */
    public long receivedBytes() {
        return receivedBytes.get();
    }

    /** Requests that ended before their body was complete, since the last {@link #reset()}. */
    public long abortedUploads() {
        return abortedUploads.get();
    }

    /** From the next request on, stops reading a body once its head is there. */
    public void holdUploads() {
        uploadsHeld = true;
    }

    /** Reads on what was held. */
    public void takeUploads() {
        uploadsHeld = false;
        channels.forEach(channel -> channel.config().setAutoRead(true));
    }

    /** Closes every connection, as an upstream that restarts does. */
    public void dropConnections() {
        channels.close().awaitUninterruptibly();
    }

    /** Forgets the calls, the scripts and the released chunks. */
    public void reset() {
        calls.clear();
        queued.clear();
        standing.clear();
        gate.drainPermits();
        receivedBytes.set(0);
        abortedUploads.set(0);
        takeUploads();
    }

    boolean uploadsHeld() {
        return uploadsHeld;
    }

    void received(int bytes) {
        receivedBytes.addAndGet(bytes);
    }

    void uploadAborted() {
        abortedUploads.incrementAndGet();
    }

    void play(Channel channel, RecordedCall call, Runnable answered) {
        boolean steering = call.path().startsWith("/control/");
        if (!steering) {
            calls.add(call);
        }
        Script script = steering ? control : scriptFor(call.path());
        UpstreamExchange exchange = new UpstreamExchange(channel, call, gate, answered);
        scriptThreads.execute(() -> perform(script, exchange, channel));
    }

    private static void perform(Script script, UpstreamExchange exchange, Channel channel) {
        try {
            script.play(exchange);
        } catch (IOException callerGone) {
            channel.close();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private Script scriptFor(String path) {
        Deque<Script> queue = queued.get(path);
        @Nullable Script first = queue == null ? null : queue.poll();
        return first == null ? standing.getOrDefault(path, defaultScript) : first;
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        channels.close().awaitUninterruptibly();
        scriptThreads.shutdownNow();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
