package dev.caravan.processors.steps;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * An {@link AsyncCallStep} as a Camel processor. When the client leaves while the step waits, the work is cancelled and the
 * route ends.
 */
public final class AsyncStepProcessor extends AsyncProcessorSupport {

    private final AsyncCallStep step;

    public AsyncStepProcessor(AsyncCallStep step) {
        this.step = step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Call call = CallProperty.of(exchange);
            Mono<Void> work = step.apply(call);
            if (work == Mono.<Void>empty()) {
                callback.done(true);
                return true;
            }
            Run run = new Run(exchange, callback, call);
            work.subscribe(run);
            return run.started();
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    @Override
    public String toString() {
        return step.getClass().getSimpleName();
    }

    /** One run of the step. Ends once: by the work's end, or by the client's leaving. */
    private static final class Run implements CoreSubscriber<Void> {

        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Call call;
        private @Nullable Subscription subscription;
        private boolean starting = true;
        private boolean ended;

        Run(Exchange exchange, AsyncCallback callback, Call call) {
            this.exchange = exchange;
            this.callback = callback;
            this.call = call;
        }

        /** @return whether the step ended before its processor returned */
        boolean started() {
            starting = false;
            if (ended) {
                callback.done(true);
                return true;
            }
            call.onAbort(this::abort);
            return false;
        }

        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onError(Throwable error) {
            end(error);
        }

        @Override
        public void onComplete() {
            end(null);
        }

        private void abort() {
            if (!ended) {
                if (subscription != null) {
                    subscription.cancel();
                }
                end(GatewayError.of(499, "client_gone", "The client closed the connection."));
            }
        }

        private void end(@Nullable Throwable error) {
            if (ended) {
                return;
            }
            ended = true;
            if (error != null) {
                exchange.setException(error);
            }
            if (!starting) {
                call.onAbort(null);
                callback.done(false);
            }
        }
    }
}
