package dev.caravan.processors.call;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A request's body, read from the socket only when somebody asks for it. Either {@link #whole} or {@link #stream} may be
 * used in a call, not both.
 */
public interface RequestBody {

    /** The length that the client declared, in bytes: 0 when there is no body, -1 when it is sent in chunks. */
    long declaredLength();

    /**
     * Reads all of it. May be asked for again: the same buffer comes at once.
     *
     * @param limit the most bytes to take
     * @return the body, empty but never absent; it belongs to this object and lives until the call ends: retain a slice to
     *     keep it longer. {@link dev.caravan.spi.GatewayError} 413 that names the limit when it is longer
     */
    Mono<ByteBuf> whole(long limit);

    /** Reads it as it arrives, at the subscriber's pace. Each buffer belongs to the subscriber, who releases it. Once only. */
    Flux<ByteBuf> stream();
}
