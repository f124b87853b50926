package dev.caravan.processors.guardrails;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Asks judges, all at once; what they say counts in their order. */
final class Judges {

    /** @param judgement null where the judge itself has failed */
    private record Opinion(int place, @Nullable Judgement judgement, @Nullable Throwable failure) {}

    private Judges() {}

    /**
     * Asks all judges of an inspection, and waits for those that somebody is told of.
     *
     * @return told on the call's event loop: empty when the call may go on, else the {@link GatewayError} that refuses it.
     *     Cancelling it cancels what the judges do
     */
    static Mono<Void> ask(Inspection inspection) {
        List<Integer> awaited = new ArrayList<>();
        Subject subject = inspection.subject();
        for (int place : inspection.judges(false)) {
            if (inspection.at(place).action() == GuardrailAction.SHADOW) {
                askAside(inspection, place, subject);
            } else {
                awaited.add(place);
            }
        }
        if (awaited.isEmpty()) {
            return Mono.empty();
        }
        return Flux.fromIterable(awaited)
                .flatMapSequential(place -> opinion(inspection, place, subject), awaited.size(), 1)
                .<Void>handle((opinion, sink) -> {
                    note(inspection.tally(), opinion);
                    GatewayError refusal = inspection.tally().refusal();
                    if (refusal != null) {
                        sink.error(refusal);
                    }
                })
                .then();
    }

    /** Asks all judges, and waits for none: the text is out already. */
    static void askAside(Inspection inspection) {
        List<Integer> judges = inspection.judges(false);
        if (!judges.isEmpty()) {
            Subject subject = inspection.subject();
            judges.forEach(place -> askAside(inspection, place, subject));
        }
    }

    private static void askAside(Inspection inspection, int place, Subject subject) {
        opinion(inspection, place, subject).subscribe(new BaseSubscriber<>() {

            @Override
            protected void hookOnNext(Opinion opinion) {
                note(inspection.tally(), opinion);
            }
        });
    }

    private static Mono<Opinion> opinion(Inspection inspection, int place, Subject subject) {
        ConfiguredGuardrail guardrail = inspection.at(place);
        return guardrail.guardrail() instanceof TextJudge judge
                ? Mono.create(sink -> ask(inspection.call(), guardrail, judge, place, subject, sink))
                : Mono.empty();
    }

    private static void ask(
            Call call,
            ConfiguredGuardrail guardrail,
            TextJudge judge,
            int place,
            Subject subject,
            MonoSink<Opinion> sink) {
        CompletableFuture<Judgement> asked;
        try {
            asked = judge.judge(subject).toCompletableFuture();
        } catch (RuntimeException e) {
            sink.success(new Opinion(place, null, e));
            return;
        }
        if (asked.isDone()) {
            asked.whenComplete((judgement, failure) -> sink.success(new Opinion(place, judgement, failure)));
            return;
        }
        ScheduledFuture<?> timer = call.loop()
                .schedule(
                        () -> sink.success(new Opinion(place, null, new TimeoutException())),
                        guardrail.timeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        sink.onDispose(() -> {
            timer.cancel(false);
            asked.cancel(true);
        });
        asked.whenComplete((judgement, failure) ->
                call.loop().execute(() -> sink.success(new Opinion(place, judgement, failure))));
    }

    private static void note(Tally tally, Opinion opinion) {
        Judgement judgement = opinion.judgement();
        if (judgement == null) {
            Throwable failure = opinion.failure();
            tally.failed(opinion.place(), failure == null ? new NullPointerException() : failure);
        } else if (!judgement.passed()) {
            tally.objected(opinion.place(), judgement.reason());
        }
    }
}
