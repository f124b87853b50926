package dev.caravan.processors.ingestion;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.Ledger;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A reporter's answer, which is given when what was reported is committed, and not before. */
final class Acknowledgement {

    private Acknowledgement() {}

    /**
     * Keeps what was reported, and answers.
     *
     * @param records may be empty
     * @return completes on the call's event loop
     */
    static Mono<Void> of(List<ExchangeRecord> records, Ledger ledger, Call call, Answer answer) {
        if (records.isEmpty()) {
            return Mono.fromRunnable(() -> call.answerWith(answer));
        }
        return ledger.append(records)
                .publishOn(Schedulers.fromExecutor(call.loop()))
                .doOnSuccess(committed -> call.answerWith(answer));
    }
}
