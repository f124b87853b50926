package dev.caravan.gateway.redis;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** One question to Redis. Ends once: by the answer, by its time-out, or by the cancellation. Confined to one event loop. */
final class PendingAnswer<T> {

    private final MonoSink<T> sink;
    private final EventExecutor loop;
    private final Consumer<T> unwanted;
    private final Consumer<String> failures;
    private @Nullable ScheduledFuture<?> timer;
    private boolean ended;

    /** @param failures is told why there is no answer */
    PendingAnswer(MonoSink<T> sink, EventExecutor loop, Consumer<T> unwanted, Consumer<String> failures) {
        this.sink = sink;
        this.loop = loop;
        this.unwanted = unwanted;
        this.failures = failures;
    }

    void await(CompletionStage<T> answer, Duration timeout) {
        timer = loop.schedule(() -> tooLate(timeout), timeout.toNanos(), TimeUnit.NANOSECONDS);
        sink.onCancel(this::end);
        answer.whenComplete((value, failure) -> {
            try {
                loop.execute(() -> told(value, failure));
            } catch (RejectedExecutionException gone) {
                drop(value);
            }
        });
    }

    private void told(@Nullable T value, @Nullable Throwable failure) {
        if (ended) {
            drop(value);
            return;
        }
        end();
        if (failure == null) {
            sink.success(value);
        } else {
            fail(RedisLink.reason(failure));
        }
    }

    private void tooLate(Duration timeout) {
        if (!ended) {
            end();
            fail("no answer within " + timeout.toMillis() + " ms");
        }
    }

    private void fail(String reason) {
        try {
            failures.accept(reason);
        } finally {
            sink.error(new RedisUnavailableException(reason));
        }
    }

    private void drop(@Nullable T value) {
        if (value != null) {
            unwanted.accept(value);
        }
    }

    private void end() {
        ended = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
