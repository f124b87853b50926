package dev.caravan.gateway.redis;

import dev.caravan.gateway.config.RedisConfig;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Asks Redis for calls, which wait no longer than {@code redis.timeout}. After a failure nothing is sent until Redis has
 * answered a probe, so one that is down costs calls no time. Each command is sent at most once. Thread-safe.
 */
public final class RedisConnection implements AutoCloseable {

    private final RedisLink link;
    private final Duration timeout;

    private RedisConnection(RedisLink link, Duration timeout) {
        this.link = link;
        this.timeout = timeout;
    }

    /** Connects, or goes on without: then it is tried again each second. Blocks for a few seconds at most. */
    public static RedisConnection open(RedisConfig config, MeterRegistry metrics) {
        RedisLink link = new RedisLink(config);
        Gauge.builder("caravan.redis.up", link, state -> state.isUp() ? 1 : 0)
                .description("Whether Redis answers")
                .register(metrics);
        link.open();
        return new RedisConnection(link, config.timeout());
    }

    /** Whether commands are sent now. */
    public boolean isUp() {
        return link.isUp();
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
     * @return the answer; {@link RedisUnavailableException} at once when Redis is down, and else when it has failed or not
     *     answered in time
     */
    public <T> Mono<T> ask(
            EventExecutor loop,
            Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command,
            Consumer<T> unwanted) {
        return Mono.create(sink -> {
            RedisAsyncCommands<String, String> commands = link.commands();
            if (commands == null) {
                sink.error(new RedisUnavailableException("Redis is down"));
            } else {
                new PendingAnswer<>(sink, loop, unwanted, link.failures()).await(send(commands, command), timeout);
            }
        });
    }

    /** Sends a command whose answer nobody waits for; not while Redis is down. Never blocks. */
    public <T> void tell(Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
        RedisAsyncCommands<String, String> commands = link.commands();
        if (commands != null) {
            Consumer<String> failures = link.failures();
            send(commands, command).whenComplete((answer, failure) -> {
                if (failure != null) {
                    failures.accept(RedisLink.reason(failure));
                }
            });
        }
    }

    /** Sends a command whose answer does not matter, and waits for it, a few seconds at most. Not for event loops. */
    public <T> void warmUp(Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
        RedisAsyncCommands<String, String> commands = link.commands();
        if (commands == null) {
            return;
        }
        try {
            send(commands, command).toCompletableFuture().get(RedisLink.CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            link.failures().accept(RedisLink.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does something again and again, on a thread that must not be blocked, until the connection is closed. */
    public void every(Duration period, Runnable work) {
        link.every(period, work);
    }

    @Override
    public void close() {
        link.close();
    }

    /** Lettuce throws when it knows already that the connection is gone. */
    private static <T> CompletionStage<T> send(
            RedisAsyncCommands<String, String> commands,
            Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
        try {
            return command.apply(commands);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
