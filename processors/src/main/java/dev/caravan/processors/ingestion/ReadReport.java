package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.JsonContent;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import reactor.core.publisher.Mono;

/**
 * Reads the JSON object that a report consists of. Answers 400 {@code invalid_json} that says where it is none, 413 that names
 * the limit, 415 for another content type.
 */
public final class ReadReport implements AsyncCallStep {

    private final long maxBytes;
    private final ReportBody body;

    /**
     * @param maxBytes the most bytes of a report
     * @param workers reads large reports
     */
    public ReadReport(long maxBytes, Workers workers) {
        this.maxBytes = maxBytes;
        this.body = new ReportBody(workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        JsonContent.check(call.request().headers());
        return body.read(call, maxBytes, ReadReport::parse)
                .doOnNext(call::parsedAs)
                .then();
    }

    private static ObjectNode parse(byte[] bytes) {
        JsonNode report = Json.parse(bytes, 0, bytes.length);
        if (report instanceof ObjectNode object) {
            return object;
        }
        throw report == null
                ? malformed(bytes)
                : GatewayError.badRequest("invalid_json", "The body is JSON, but no object.");
    }

    private static GatewayError malformed(byte[] bytes) {
        JsonFault fault = JsonFault.in(bytes);
        return fault == null
                ? GatewayError.badRequest("invalid_json", "The body is no JSON: it is not in UTF-8.")
                : GatewayError.badRequest(
                        "invalid_json", "The body is no JSON: %s, character %d.", fault.message(), fault.position());
    }
}
