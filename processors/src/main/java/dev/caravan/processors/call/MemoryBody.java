package dev.caravan.processors.call;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A body that the gateway has written by itself.
 *
 * @param bytes in memory that needs no release
 */
public record MemoryBody(ByteBuf bytes) implements RequestBody {

    @Override
    public long declaredLength() {
        return bytes.readableBytes();
    }

    @Override
    public Mono<ByteBuf> whole(long limit) {
        return Mono.just(bytes);
    }

    @Override
    public Flux<ByteBuf> stream() {
        return bytes.isReadable() ? Flux.just(bytes.retainedDuplicate()) : Flux.empty();
    }
}
