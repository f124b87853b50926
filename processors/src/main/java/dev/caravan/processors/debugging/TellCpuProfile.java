package dev.caravan.processors.debugging;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Answers with what the threads execute in the seconds from now on, as text that tools for flame graphs read: 10, or {@code
 * ?seconds=}.
 */
public final class TellCpuProfile implements AsyncCallStep {

    private static final int USUAL_SECONDS = 10;

    private final FlightRecordings recordings;

    public TellCpuProfile(FlightRecordings recordings) {
        this.recordings = recordings;
    }

    @Override
    public Mono<Void> apply(Call call) {
        return recordings
                .samples(call, RecordingTime.of(call, USUAL_SECONDS))
                .map(CollapsedStacks::of)
                .publishOn(Schedulers.fromExecutor(call.loop()))
                .doOnNext(text -> call.answerWith(Answer.text(200, text)))
                .then();
    }
}
