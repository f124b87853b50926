package dev.caravan.gateway.exchange;

import dev.caravan.spi.Settings;
import dev.caravan.spi.exchange.ExchangeListener;
import dev.caravan.spi.exchange.ExchangeListenerKind;
import dev.caravan.spi.exchange.RecordedExchange;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A kind of listener for tests: it remembers the last exchange, or fails at each. */
public final class CountingKind implements ExchangeListenerKind {

    private static final AtomicReference<@Nullable RecordedExchange> LAST = new AtomicReference<>();
    private static final AtomicInteger OPEN = new AtomicInteger();

    @Override
    public String name() {
        return "test-counting";
    }

    /** What was heard last; null before. */
    public static @Nullable RecordedExchange last() {
        return LAST.get();
    }

    /** How many listeners are not closed. */
    public static int open() {
        return OPEN.get();
    }

    @Override
    public ExchangeListener create(Settings settings) {
        boolean fails = settings.flag("fail", false);
        OPEN.incrementAndGet();
        return new ExchangeListener() {

            @Override
            public void committed(RecordedExchange exchange) {
                if (fails) {
                    throw new IllegalStateException("as configured");
                }
                LAST.set(exchange);
            }

            @Override
            public void close() {
                OPEN.decrementAndGet();
            }
        };
    }
}
