package dev.caravan.gateway.redis;

import dev.caravan.gateway.config.RedisConfig;
import dev.caravan.spi.Secret;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The connection to Redis, on threads of its own, and whether Redis answers. After a failure nobody is let near it until it
 * has answered a probe, one a second; so a Redis that is down costs no call any time. A command is sent at most once.
 * Thread-safe.
 */
public final class RedisConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisConnection.class);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int THREADS = 2;

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final String address;
    private final Duration timeout;
    private final EventExecutor timer;
    private final AtomicBoolean up = new AtomicBoolean();
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile @Nullable StatefulRedisConnection<String, String> link;
    private volatile boolean closed;

    private RedisConnection(RedisConfig config) {
        uri = uri(config);
        address = uri.getHost() + ":" + uri.getPort();
        timeout = config.timeout();
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        timer = resources.eventExecutorGroup().next();
        client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .build())
                .build());
        client.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                if (connection == link) {
                    failed("the connection broke");
                }
            }
        });
    }

    /** Connects, or goes on without: then it is tried again each second. Blocks for a few seconds at most. */
    public static RedisConnection open(RedisConfig config, MeterRegistry metrics) {
        RedisConnection connection = new RedisConnection(config);
        Gauge.builder("caravan.redis.up", connection, redis -> redis.isUp() ? 1 : 0)
                .description("Whether Redis answers")
                .register(metrics);
        connection.probe();
        try {
            boolean known = connection.tried.await(CONNECT.toMillis() * 2, TimeUnit.MILLISECONDS);
            LOG.debug("the first attempt has {}", known ? "ended" : "not ended yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return connection;
    }

    /** Whether commands are sent now. */
    public boolean isUp() {
        return up.get();
    }

    /** The same as {@link #ask(EventExecutor, Function, Consumer)}, where nothing has to be undone. */
    public <T> Mono<T> ask(
            EventExecutor loop, Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
        return ask(loop, command, answer -> {});
    }

    /**
     * Sends a command when it is subscribed to.
     *
     * @param loop the call's event loop: it is subscribed to there, and the answer is told there
     * @param command sends it; never blocks
     * @param unwanted gets an answer that came too late, or after the cancellation, on any thread
     * @return the answer; {@link RedisUnavailableException} at once when Redis is down, and else when it has not answered in time
     */
    public <T> Mono<T> ask(
            EventExecutor loop,
            Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command,
            Consumer<T> unwanted) {
        return Mono.create(sink -> {
            StatefulRedisConnection<String, String> current = link;
            if (current == null || !isUp()) {
                sink.error(new RedisUnavailableException("Redis is down"));
                return;
            }
            PendingAnswer<T> pending = new PendingAnswer<>(sink, loop, unwanted, this::failed);
            pending.await(send(current, command), timeout);
        });
    }

    /** Sends a command whose answer nobody waits for; not while Redis is down. Never blocks. */
    public <T> void tell(Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
        StatefulRedisConnection<String, String> current = link;
        if (current != null && isUp()) {
            send(current, command).whenComplete((answer, failure) -> {
                if (failure != null) {
                    failed(reason(failure));
                }
            });
        }
    }

    /** Sends a command whose answer does not matter, and waits for it, a few seconds at most. Not for event loops. */
    void warmUp(Function<RedisAsyncCommands<String, String>, CompletionStage<List<Long>>> command) {
        StatefulRedisConnection<String, String> current = link;
        if (current == null) {
            return;
        }
        try {
            send(current, command).toCompletableFuture().get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("not warmed up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does something again and again, on a thread that must not be blocked, until the connection is closed. */
    public void every(Duration period, Runnable work) {
        timer.scheduleAtFixedRate(work, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed = true;
        up.set(false);
        client.shutdown(Duration.ZERO, CONNECT);
        resources.shutdown(0, CONNECT.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(CONNECT.toMillis());
    }

    /** What went wrong at the bottom, for the log. */
    static String reason(Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                reason = cause.getMessage();
            }
        }
        return reason;
    }

    /** Lettuce throws when it is known that the connection is gone. */
    private static <T> CompletionStage<T> send(
            StatefulRedisConnection<String, String> current,
            Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
        try {
            return command.apply(current.async());
        } catch (RedisException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void failed(String reason) {
        if (up.compareAndSet(true, false) && !closed) {
            LOG.atWarn()
                    .addKeyValue("redis", address)
                    .addKeyValue("reason", reason)
                    .log("redis is down");
            probeLater();
        }
    }

    private void probeLater() {
        if (!closed) {
            timer.schedule(this::probe, PROBE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void probe() {
        StatefulRedisConnection<String, String> current = link;
        CompletionStage<?> probing = current == null || !current.isOpen() ? connect() : ping(current);
        probing.whenComplete((answer, failure) -> probed(failure));
    }

    private CompletionStage<?> connect() {
        return client.connectAsync(StringCodec.UTF8, uri).thenAccept(made -> link = made);
    }

    private CompletionStage<?> ping(StatefulRedisConnection<String, String> current) {
        CompletableFuture<String> answer = current.async().ping().toCompletableFuture();
        return answer.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void probed(@Nullable Throwable failure) {
        if (failure == null) {
            up.set(true);
            LOG.atInfo().addKeyValue("redis", address).log("redis is up");
        } else {
            if (tried.getCount() > 0 && !closed) {
                LOG.atWarn()
                        .addKeyValue("redis", address)
                        .addKeyValue("reason", reason(failure))
                        .log("redis is down");
            }
            discard();
            probeLater();
        }
        tried.countDown();
    }

    /** A connection that does not answer may never do so again. */
    private void discard() {
        StatefulRedisConnection<String, String> current = link;
        link = null;
        if (current != null) {
            current.closeAsync();
        }
    }

    private static RedisURI uri(RedisConfig config) {
        RedisURI uri = RedisURI.create(config.url().reveal());
        uri.setTimeout(CONNECT);
        uri.setClientName("caravan");
        Secret password = config.password();
        if (password != null) {
            RedisCredentials credentials =
                    RedisCredentials.just(config.user(), password.reveal().toCharArray());
            uri.setCredentialsProvider(RedisCredentialsProvider.from(() -> credentials));
        }
        return uri;
    }
}
