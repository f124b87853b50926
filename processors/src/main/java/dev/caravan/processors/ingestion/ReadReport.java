package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.JsonContent;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import reactor.core.publisher.Mono;

/**
 * Reads the JSON object that a report consists of. Answers 400 {@code invalid_json}, 413 that names the limit, 415 for another
 * content type.
 */
public final class ReadReport implements AsyncCallStep {

    private final long maxBytes;
    private final Workers workers;

    /**
     * @param maxBytes the most bytes of a report
     * @param workers reads large reports
     */
    public ReadReport(long maxBytes, Workers workers) {
        this.maxBytes = maxBytes;
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        JsonContent.check(call.request().headers());
        return call.body().whole(maxBytes).flatMap(bytes -> read(call, bytes));
    }

    private Mono<Void> read(Call call, ByteBuf bytes) {
        if (bytes.readableBytes() > Workers.LARGE) {
            bytes.retain();
            return workers.compute(call.loop(), () -> parse(bytes), bytes::release)
                    .doOnNext(call::parsedAs)
                    .then();
        }
        call.parsedAs(parse(bytes));
        return Mono.empty();
    }

    private static ObjectNode parse(ByteBuf bytes) {
        byte[] copy = ByteBufUtil.getBytes(bytes);
        JsonNode report = Json.parse(copy, 0, copy.length);
        if (report instanceof ObjectNode object) {
            return object;
        }
        throw GatewayError.badRequest(
                "invalid_json",
                report == null
                        ? "The body is not one well-formed JSON object in UTF-8 with each field once."
                        : "The body is JSON, but no object.");
    }
}
