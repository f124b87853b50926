package dev.caravan.processors.metering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.spi.Operation;
import java.util.List;
import reactor.core.publisher.Mono;

/** Tells before a call what it may use: a token for four bytes of the request, and as many for the answer as the request allows. */
public final class TokenEstimator {

    private static final int BYTES_PER_TOKEN = 4;

    /** For an answer that the request sets no limit to. */
    private static final long USUAL_ANSWER = 1_000;

    /** Where the dialects have it, by the names of objects and fields on the way. */
    private static final List<String> LIMITS = List.of(
            "/max_completion_tokens",
            "/max_tokens",
            "/max_output_tokens",
            "/generationConfig/maxOutputTokens",
            "/options/num_predict");

    private final Workers workers;

    /** @param workers read large requests */
    public TokenEstimator(Workers workers) {
        this.workers = workers;
    }

    /** What a call whose body was read may use; noted in the call. Told on the call's event loop, at once for small bodies. */
    public Mono<TokenEstimate> of(Call call) {
        TokenEstimate known = call.estimate();
        JsonBody json = call.json();
        if (known != null || json == null) {
            return Mono.justOrEmpty(known);
        }
        long input = Math.max(1, json.bytes().readableBytes() / BYTES_PER_TOKEN);
        return BodyTree.of(call, workers).map(body -> {
            TokenEstimate estimate = new TokenEstimate(input, output(call, body));
            call.estimatedAs(estimate);
            return estimate;
        });
    }

    private static long output(Call call, ObjectNode body) {
        Operation operation = call.operation();
        if (operation != null && operation.kind() == Operation.Kind.EMBEDDINGS) {
            return 0;
        }
        for (String limit : LIMITS) {
            JsonNode value = body.at(limit);
            if (value.canConvertToLong() && value.longValue() > 0) {
                return value.longValue();
            }
        }
        return USUAL_ANSWER;
    }
}
