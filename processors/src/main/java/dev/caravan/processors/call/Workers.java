package dev.caravan.processors.call;

import dev.caravan.spi.GatewayError;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/** Threads that may be kept busy, for what takes longer than an event loop should be held. */
public final class Workers {

    /** Reading or writing more bytes of JSON than this is work for a worker. */
    public static final int LARGE = 256 * 1024;

    private final Scheduler scheduler;

    public Workers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The threads themselves. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /**
     * Computes something away from the event loop.
     *
     * @param loop where the result, or what the work throws, is told
     * @param afterwards runs once in any case when the work is over, also when nobody waits for it any more: the work keeps
     *     what it reads until then
     * @return a {@link GatewayError} 503 when all workers are busy and their queue is full
     */
    public <T> Mono<T> compute(EventExecutor loop, Supplier<T> work, Runnable afterwards) {
        return Mono.create(sink -> {
            try {
                scheduler.schedule(() -> run(loop, work, afterwards, sink));
            } catch (RuntimeException e) {
                afterwards.run();
                sink.error(GatewayError.of(503, "overloaded", "The gateway is too busy to read this request.")
                        .withRetryAfter(Duration.ofSeconds(1)));
            }
        });
    }

    private static <T> void run(EventExecutor loop, Supplier<T> work, Runnable afterwards, MonoSink<T> sink) {
        Runnable result;
        try {
            T computed = work.get();
            result = () -> sink.success(computed);
        } catch (RuntimeException e) {
            result = () -> sink.error(e);
        } finally {
            afterwards.run();
        }
        loop.execute(result);
    }
}
