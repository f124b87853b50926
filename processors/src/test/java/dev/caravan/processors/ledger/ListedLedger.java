package dev.caravan.processors.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** A ledger in a list. */
public final class ListedLedger implements Ledger {

    private final List<ExchangeRecord> records = new CopyOnWriteArrayList<>();
    private boolean full;
    private boolean lost;

    public List<ExchangeRecord> records() {
        return records;
    }

    /** From now on there is no room. */
    public void fill() {
        full = true;
    }

    @Override
    public Mono<Void> append(List<ExchangeRecord> more) {
        return Mono.fromRunnable(() -> records.addAll(more));
    }

    /** From now on nothing can be written. */
    public void lose() {
        lost = true;
    }

    @Override
    public boolean isHealthy() {
        return !lost;
    }

    @Override
    public boolean hasRoom() {
        return !full;
    }

    @Override
    public void keep(long bytes, Supplier<ExchangeRecord> exchange) {
        records.add(exchange.get());
    }
}
