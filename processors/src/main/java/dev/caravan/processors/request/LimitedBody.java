package dev.caravan.processors.request;

import dev.caravan.processors.call.RequestBody;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A body of which no more than so many bytes stream through: the next one is an error 413 that names the limit. */
final class LimitedBody implements RequestBody {

    private final RequestBody body;
    private final long limit;

    LimitedBody(RequestBody body, long limit) {
        this.body = body;
        this.limit = limit;
    }

    static GatewayError tooLarge(long limit) {
        return GatewayError.of(
                413,
                "request_too_large",
                "The request's body is larger than the limit of %d bytes (server.limits.max-upload).",
                limit);
    }

    @Override
    public long declaredLength() {
        return body.declaredLength();
    }

    @Override
    public Mono<ByteBuf> whole(long most) {
        return body.whole(most);
    }

    @Override
    public Flux<ByteBuf> stream() {
        return Flux.defer(() -> {
            long[] left = {limit};
            return body.stream().handle((piece, sink) -> {
                left[0] -= piece.readableBytes();
                if (left[0] < 0) {
                    piece.release();
                    sink.error(tooLarge(limit));
                } else {
                    sink.next(piece);
                }
            });
        });
    }
}
