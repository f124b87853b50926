package dev.caravan.gateway.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.service.BaseService;

/** Waits on a consumer's own thread for as long as its route is to go on. */
final class Patience {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final BooleanSupplier goesOn;

    /** @param goesOn whether there is any use in waiting */
    Patience(BooleanSupplier goesOn) {
        this.goesOn = goesOn;
    }

    /** As long as the route that the messages came by is not asked to stop. */
    static Patience of(Exchange messages) {
        String id = messages.getFromRouteId();
        Route route = id == null ? null : messages.getContext().getRoute(id);
        if (route == null || !(route.getConsumer() instanceof BaseService consumer)) {
            return new Patience(() -> !messages.getContext().isStopping());
        }
        return new Patience(() -> !consumer.isStoppingOrStopped() && !consumer.isSuspendingOrSuspended());
    }

    boolean goesOn() {
        return goesOn.getAsBoolean();
    }

    void pause(Duration time) throws RouteStopsException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            check();
            TimeUnit.NANOSECONDS.sleep(Math.min(left, LOOK_EVERY.toNanos()));
        }
    }

    <T> T await(Future<T> work) throws RouteStopsException, InterruptedException, ExecutionException {
        while (true) {
            try {
                return work.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                check();
            }
        }
    }

    private void check() throws RouteStopsException {
        if (!goesOn()) {
            throw new RouteStopsException();
        }
    }
}
