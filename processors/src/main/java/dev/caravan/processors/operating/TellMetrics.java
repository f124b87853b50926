package dev.caravan.processors.operating;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Answers with all metrics in Prometheus' text format. */
public final class TellMetrics implements AsyncCallStep {

    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> scrape;
    private final Scheduler workers;

    /**
     * @param scrape writes the metrics; takes milliseconds, so it runs on the workers
     * @param workers threads that may be kept busy
     */
    public TellMetrics(Supplier<String> scrape, Scheduler workers) {
        this.scrape = scrape;
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        return Mono.fromSupplier(scrape)
                .subscribeOn(workers)
                .publishOn(Schedulers.fromExecutor(call.loop()))
                .doOnNext(
                        text -> call.answerWith(Answer.whole(200, CONTENT_TYPE, text.getBytes(StandardCharsets.UTF_8))))
                .then();
    }
}
