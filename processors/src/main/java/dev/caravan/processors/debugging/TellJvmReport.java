package dev.caravan.processors.debugging;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Answers with a report of the JVM, as text. */
public final class TellJvmReport implements AsyncCallStep {

    private final JvmReport report;
    private final OneAtATime turns;
    private final Scheduler workers;

    /** @param workers threads that may block */
    public TellJvmReport(JvmReport report, OneAtATime turns, Scheduler workers) {
        this.report = report;
        this.turns = turns;
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        return turns.run(Mono.fromSupplier(report::text).subscribeOn(workers))
                .publishOn(Schedulers.fromExecutor(call.loop()))
                .doOnNext(text -> call.answerWith(Answer.text(200, text)))
                .then();
    }
}
