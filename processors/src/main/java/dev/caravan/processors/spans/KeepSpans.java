package dev.caravan.processors.spans;

import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.Ledger;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Keeps what a report consists of: its spans, and those of them in the ledger that are calls of models. */
public final class KeepSpans {

    private final Spans spans;
    private final Ledger ledger;

    public KeepSpans(Spans spans, Ledger ledger) {
        this.spans = spans;
        this.ledger = ledger;
    }

    /**
     * Keeps both. Either may be empty.
     *
     * @return completes on the loop when all is committed; {@link dev.caravan.spi.GatewayError} 503 when something could not be:
     *     then the report is to be sent again, what is known already is not kept twice
     */
    public Mono<Void> keep(List<SpanRecord> steps, List<ExchangeRecord> calls, EventExecutor loop) {
        if (steps.isEmpty() && calls.isEmpty()) {
            return Mono.empty();
        }
        Mono<Void> written = spans.append(steps);
        return (calls.isEmpty() ? written : Mono.when(written, ledger.append(calls)))
                .publishOn(Schedulers.fromExecutor(loop));
    }
}
