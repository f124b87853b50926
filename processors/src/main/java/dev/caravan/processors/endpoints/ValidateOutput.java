package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.schema.FencedBlock;
import dev.caravan.processors.schema.SchemaFault;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Holds back an answer that is not of the endpoint's output schema: 502 {@code invalid_output} with each fault and its JSON
 * pointer. An answer that stands between the fences of a code block loses them. Answers without such a schema pass as they are;
 * those with one are never streamed by the provider.
 */
public final class ValidateOutput implements AsyncCallStep {

    @Override
    public Mono<Void> apply(Call call) {
        EndpointCall endpoint = call.endpoint();
        TextSchema schema =
                endpoint == null ? null : endpoint.endpoint().schemas().output();
        if (endpoint == null || schema == null || call.answer() == null) {
            return Mono.empty();
        }
        return AnswerTree.of(call)
                .doOnNext(answer -> check(call, endpoint, schema, answer))
                .then();
    }

    private static void check(Call call, EndpointCall endpoint, TextSchema schema, ObjectNode answer) {
        ArrayNode choices = Json.array();
        boolean changed = false;
        for (JsonNode choice : answer.path("choices")) {
            if (isCallOfTools(choice.path("message"))) {
                choices.add(choice);
                continue;
            }
            String text = choice.path("message").path("content").asText("");
            String bare = withoutFences(text);
            refuse(endpoint, schema.faults(bare));
            changed |= !bare.equals(text);
            choices.add(bare.equals(text) ? choice : saying(choice, bare));
        }
        if (changed) {
            ObjectNode whole = Json.object().setAll(answer);
            whole.set("choices", choices);
            AnswerTree.replace(call, whole);
        }
    }

    /** What the client's tools come to is said in a later answer. */
    private static boolean isCallOfTools(JsonNode message) {
        return !message.path("tool_calls").isEmpty()
                && message.path("content").asText("").isEmpty();
    }

    private static String withoutFences(String text) {
        String inside = FencedBlock.inside(text);
        return inside == null ? text : inside;
    }

    private static JsonNode saying(JsonNode choice, String text) {
        ObjectNode changed = choice.deepCopy();
        ((ObjectNode) changed.path("message")).put("content", text);
        return changed;
    }

    private static void refuse(EndpointCall endpoint, List<SchemaFault> faults) {
        if (!faults.isEmpty()) {
            throw GatewayError.of(
                    502,
                    "invalid_output",
                    "The answer does not match the output schema of endpoint '%s': %s.",
                    endpoint.endpoint().slug(),
                    TextSchema.told(faults));
        }
    }
}
