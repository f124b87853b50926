package dev.caravan.processors.agents;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes the calls that the gateway makes by itself on the way of a client's. */
final class OwnCalls {

    /** By it providers would take a later turn for the first one. */
    private static final String IDEMPOTENCY_KEY = "idempotency-key";

    private OwnCalls() {}

    /** A call in the name of the same caller, with the same headers and on the same clock, and without a request. */
    static Call beside(Call call) {
        CallRequest request = call.request();
        HttpHeaders headers = request.headers();
        if (headers.contains(IDEMPOTENCY_KEY)) {
            headers = headers.copy().remove(IDEMPOTENCY_KEY);
        }
        Call own = new Call(
                call.id(),
                call.loop(),
                new CallRequest(
                        request.method(),
                        request.path(),
                        request.query(),
                        request.pathVariables(),
                        headers,
                        request.remoteAddress()),
                new NoBody(),
                call.errorDialect(),
                call.clock());
        if (call.principal() != null) {
            own.authenticatedAs(call.principal());
        }
        return own;
    }

    private record NoBody() implements RequestBody {

        @Override
        public long declaredLength() {
            return 0;
        }

        @Override
        public Mono<ByteBuf> whole(long limit) {
            return Mono.just(Unpooled.EMPTY_BUFFER);
        }

        @Override
        public Flux<ByteBuf> stream() {
            return Flux.empty();
        }
    }
}
