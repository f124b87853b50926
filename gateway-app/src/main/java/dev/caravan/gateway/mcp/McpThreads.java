package dev.caravan.gateway.mcp;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What connections to servers run on.
 *
 * @param work may wait for a while
 * @param http what HTTP's clients run on; as many as they need
 * @param programs those that are servers
 */
record McpThreads(Scheduler work, ExecutorService http, Programs programs) implements AutoCloseable {

    static McpThreads create() {
        AtomicInteger count = new AtomicInteger();
        return new McpThreads(
                Schedulers.newBoundedElastic(8, 10_000, "caravan-mcp", 60, true),
                Executors.newCachedThreadPool(task -> {
                    Thread thread = new Thread(task, "caravan-mcp-http-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                }),
                new Programs());
    }

    /** Lets what was begun end first, for a while. No program outlives it. */
    @Override
    public void close() {
        work.disposeGracefully()
                .timeout(Duration.ofSeconds(5))
                .onErrorComplete()
                .block();
        http.shutdown();
        programs.close();
    }
}
