package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.JsonContent;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads a report of NeMo Intake. One that is no JSON, or not of the shape, is answered as FastAPI does it: 422 {@code
 * {"detail":[…]}} that names each fault, 400 where it is not even text. Answers 413 that names the limit, 415 for another
 * content type.
 */
public final class ReadIntakeReport implements AsyncCallStep {

    private final long maxBytes;
    private final ReportBody body;

    /**
     * @param maxBytes the most bytes of a report
     * @param workers reads large reports
     */
    public ReadIntakeReport(long maxBytes, Workers workers) {
        this.maxBytes = maxBytes;
        this.body = new ReportBody(workers);
    }

    /** A report, or what is wrong with it. */
    private record Read(@Nullable ObjectNode report, IntakeFaults faults) {}

    @Override
    public Mono<Void> apply(Call call) {
        JsonContent.check(call.request().headers());
        return body.read(call, maxBytes, ReadIntakeReport::read)
                .doOnNext(read -> note(call, read))
                .then();
    }

    private static void note(Call call, Read read) {
        if (read.report() == null || !read.faults().isEmpty()) {
            call.answerWith(Answer.json(422, read.faults().body()));
        } else {
            call.parsedAs(read.report());
        }
    }

    private static Read read(byte[] bytes) {
        IntakeFaults faults = new IntakeFaults(bytes.length <= IntakeFaults.MOST_TO_REPEAT);
        if (bytes.length == 0) {
            faults.noBody();
            return new Read(null, faults);
        }
        JsonNode value = Json.parse(bytes, 0, bytes.length);
        if (value == null) {
            faults.noJson(fault(bytes));
            return new Read(null, faults);
        }
        if (!(value instanceof ObjectNode report)) {
            faults.noObject(value);
            return new Read(null, faults);
        }
        IntakeShape.check(report, faults);
        return new Read(report, faults);
    }

    private static JsonFault fault(byte[] bytes) {
        JsonFault fault = JsonFault.in(bytes);
        if (fault == null) {
            throw GatewayError.badRequest("invalid_json", "There was an error parsing the body");
        }
        return fault;
    }
}
