package dev.caravan.processors.evals;

import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.spi.exchange.ExchangeListener;
import dev.caravan.spi.exchange.RecordedExchange;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners of the current configuration of exchanges that the ledger has. */
public final class Listeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final RecordFeed feed;
    private volatile List<NamedListener> listeners = List.of();

    /** A listener and its name in the configuration. */
    public record NamedListener(String name, ExchangeListener listener) {

        /** It is not needed any more. */
        public void close() {
            try {
                listener.close();
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("listener", name).log("a listener could not be closed");
            }
        }
    }

    public Listeners(MeterRegistry metrics) {
        this.feed = new RecordFeed("caravan-listeners", this::tell, () -> {});
        FunctionCounter.builder("caravan.listeners.dropped", feed, RecordFeed::dropped)
                .description("Exchanges that no listener was told of because too many waited")
                .register(metrics);
    }

    /** From now on these are told; the ones before are closed. */
    public void use(List<NamedListener> configured) {
        List<NamedListener> before = listeners;
        listeners = List.copyOf(configured);
        before.forEach(NamedListener::close);
    }

    /** Takes exchanges that were committed; never blocks. */
    public void offer(List<ExchangeRecord> exchanges) {
        if (!listeners.isEmpty()) {
            feed.offer(exchanges);
        }
    }

    @Override
    public void close() {
        feed.close();
        listeners.forEach(NamedListener::close);
    }

    private void tell(RecordedExchange exchange) {
        for (NamedListener named : listeners) {
            try {
                named.listener().committed(exchange);
            } catch (RuntimeException | LinkageError e) {
                LOG.atError()
                        .addKeyValue("listener", named.name())
                        .addKeyValue("request_id", exchange.requestId())
                        .addKeyValue("error", e.getClass().getName())
                        .log("a listener failed");
            }
        }
    }
}
