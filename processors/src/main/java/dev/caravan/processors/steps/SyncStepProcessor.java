package dev.caravan.processors.steps;

import dev.caravan.processors.call.CallStep;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** A {@link CallStep} as a Camel processor. What it throws ends the route. */
public final class SyncStepProcessor extends AsyncProcessorSupport {

    private final CallStep step;

    public SyncStepProcessor(CallStep step) {
        this.step = step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            step.apply(CallProperty.of(exchange));
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    @Override
    public String toString() {
        return step.getClass().getSimpleName();
    }
}
