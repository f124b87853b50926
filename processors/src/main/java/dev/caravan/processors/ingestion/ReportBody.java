package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** A report as it came, and where it is worked on: a short one on the call's event loop, a long one on a worker. */
final class ReportBody {

    private final Workers workers;

    ReportBody(Workers workers) {
        this.workers = workers;
    }

    /**
     * Reads the bytes of a report.
     *
     * @param limit the most bytes to take; {@link dev.caravan.spi.GatewayError} 413 beyond
     * @return told on the call's event loop
     */
    <T> Mono<T> read(Call call, long limit, Function<byte[], T> reading) {
        return call.body().whole(limit).flatMap(bytes -> read(call, bytes, reading));
    }

    private <T> Mono<T> read(Call call, ByteBuf bytes, Function<byte[], T> reading) {
        if (bytes.readableBytes() <= Workers.LARGE) {
            return Mono.just(reading.apply(ByteBufUtil.getBytes(bytes)));
        }
        bytes.retain();
        return workers.compute(call.loop(), () -> reading.apply(ByteBufUtil.getBytes(bytes)), bytes::release);
    }

    /**
     * Works on a report that was read before.
     *
     * @param large whether it takes long in any case, however few bytes it has
     * @return told on the call's event loop
     */
    <T> Mono<T> work(Call call, boolean large, Supplier<T> work) {
        return call.body()
                .whole(Long.MAX_VALUE)
                .flatMap(bytes -> large || bytes.readableBytes() > Workers.LARGE
                        ? workers.compute(call.loop(), work, () -> {})
                        : Mono.fromSupplier(work));
    }

    /** The report that a step before has read. */
    static ObjectNode of(Call call) {
        ObjectNode report = call.tree();
        if (report == null) {
            throw new IllegalStateException("the report is not read yet");
        }
        return report;
    }
}
