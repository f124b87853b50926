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
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection itself and whether Redis answers on it: up until something fails, then down until a probe is answered,
 * one a second. It lives on threads of its own. Thread-safe.
 */
final class RedisLink implements AutoCloseable {

    /** How long connecting may take. */
    static final Duration CONNECT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(1);

    /** One that answers probes but fails soon after each is asked less and less often. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int THREADS = 2;

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final String address;
    private final Duration timeout;
    private final EventExecutor timer;
    private final AtomicBoolean up = new AtomicBoolean();
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile Duration pause = PROBE_EVERY;
    private volatile long upSince;
    private volatile boolean closed;

    RedisLink(RedisConfig config) {
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
        client.setOptions(options());
        client.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                if (gone == connection) {
                    failed("the connection broke");
                }
            }
        });
    }

    /** Connects for the first time. Blocks until that is done or has failed; in that case it is tried again. */
    void open() {
        probe();
        try {
            if (!tried.await(CONNECT.toMillis() * 2, TimeUnit.MILLISECONDS)) {
                tellDown("no connection yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isUp() {
        return up.get();
    }

    /** What sends commands; null while Redis is down. */
    @Nullable
    RedisAsyncCommands<String, String> commands() {
        StatefulRedisConnection<String, String> current = connection;
        return current == null || !up.get() ? null : current.async();
    }

    /** Is to be told why a command fails that is sent now. What was sent before an outage says nothing of the time after it. */
    Consumer<String> failures() {
        long sent = upSince;
        return reason -> {
            if (sent == upSince) {
                failed(reason);
            }
        };
    }

    private void failed(String reason) {
        if (up.compareAndSet(true, false) && !closed) {
            tellDown(reason);
            boolean soon = System.nanoTime() - upSince < SOON.toNanos();
            Duration longer = pause.multipliedBy(2);
            pause = !soon ? PROBE_EVERY : longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
            probeAfter(pause);
        }
    }

    /** Does something again and again on a thread of the link's. */
    void every(Duration period, Runnable work) {
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

    private void tellDown(String reason) {
        LOG.atWarn().addKeyValue("redis", address).addKeyValue("reason", reason).log("redis is down");
    }

    private void probeAfter(Duration time) {
        if (!closed) {
            timer.schedule(this::probe, time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void probe() {
        StatefulRedisConnection<String, String> current = connection;
        CompletionStage<?> probing = current == null || !current.isOpen() ? connect() : ping(current);
        probing.whenComplete((answer, failure) -> probed(failure));
    }

    private CompletionStage<?> connect() {
        return client.connectAsync(StringCodec.UTF8, uri).thenAccept(made -> connection = made);
    }

    private CompletionStage<?> ping(StatefulRedisConnection<String, String> current) {
        CompletableFuture<String> answer = current.async().ping().toCompletableFuture();
        return answer.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void probed(@Nullable Throwable failure) {
        if (failure == null) {
            upSince = System.nanoTime();
            up.set(true);
            LOG.atInfo().addKeyValue("redis", address).log("redis is up");
        } else {
            if (tried.getCount() > 0 && !closed) {
                tellDown(reason(failure));
            }
            discard();
            probeAfter(PROBE_EVERY);
        }
        tried.countDown();
    }

    /** A connection that does not answer may never do so again. */
    private void discard() {
        StatefulRedisConnection<String, String> current = connection;
        connection = null;
        if (current != null) {
            current.closeAsync();
        }
    }

    /** A command is sent at most once: it is known only to whoever waits for it whether it may be sent again. */
    private static ClientOptions options() {
        return ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .build())
                .build();
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
