package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the ledger tells of its work. */
final class LedgerMetrics {

    private final Map<Source, Counter> written = new EnumMap<>(Source.class);
    private final Counter refused;
    private final Counter unwritable;
    private final Counter failures;

    LedgerMetrics(MeterRegistry registry, LedgerWriter writer) {
        for (Source source : Source.values()) {
            written.put(
                    source,
                    Counter.builder("caravan.ledger.records")
                            .description("Records that the ledger has committed, by how they came")
                            .tag("source", source.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        refused = Counter.builder("caravan.ledger.refused")
                .description("Reported records that were refused because too many waited")
                .register(registry);
        unwritable = Counter.builder("caravan.ledger.unwritable")
                .description("Records that could not be written by themselves")
                .register(registry);
        failures = Counter.builder("caravan.ledger.failures")
                .description("Times that the database could not take records")
                .register(registry);
        Gauge.builder("caravan.ledger.queue", writer, LedgerWriter::waiting)
                .description("Records that wait to be committed")
                .register(registry);
        Gauge.builder("caravan.ledger.queue.bytes", writer, LedgerWriter::waitingBytes)
                .description("How much waits to be committed")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("caravan.ledger.up", writer, ledger -> ledger.isHealthy() ? 1 : 0)
                .description("Whether the ledger can be written")
                .register(registry);
    }

    void written(List<ExchangeRecord> records) {
        for (ExchangeRecord exchange : records) {
            Counter counter = written.get(exchange.source());
            if (counter != null) {
                counter.increment();
            }
        }
    }

    void refused(int records) {
        refused.increment(records);
    }

    void unwritable(int records) {
        unwritable.increment(records);
    }

    void failed() {
        failures.increment();
    }
}
