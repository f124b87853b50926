package dev.caravan.processors.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.OwnCalls;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Shows the texts of a tool's result to the guardrails of the input, before the model sees them. Of one that they refuse the
 * model learns that it was withheld, and nothing else. Used on the call's event loop.
 */
final class ToolResultGuard {

    private final Call call;
    private final AsyncCallStep guardInput;

    ToolResultGuard(Call call, AsyncCallStep guardInput) {
        this.call = call;
        this.guardInput = guardInput;
    }

    Mono<ToolOutcome> guard(ToolOutcome outcome) {
        if (outcome.isBroken() || outcome.content().stream().noneMatch(Part.Text.class::isInstance)) {
            return Mono.just(outcome);
        }
        return Mono.defer(() -> {
            Call own = OwnCalls.beside(call, call.request(), call.clock());
            own.guardedWith(call);
            BodyTree.ask(own, Operation.CHAT_COMPLETIONS, asked(outcome));
            return Mono.defer(() -> guardInput.apply(own))
                    .then(Mono.fromSupplier(() -> read(outcome, own)))
                    .onErrorResume(
                            GatewayError.class,
                            refused -> Mono.just(ToolOutcome.refused("The result was withheld: " + refused.text())))
                    .doFinally(how -> own.end());
        });
    }

    /** The result as a request tells it. */
    private static ObjectNode asked(ToolOutcome outcome) {
        ObjectNode body = Json.object();
        ObjectNode message = body.putArray("messages").addObject().put("role", "tool");
        ArrayNode texts = message.putArray("content");
        for (Part part : outcome.content()) {
            if (part instanceof Part.Text text) {
                texts.addObject().put("type", "text").put("text", text.text());
            }
        }
        return body;
    }

    private static ToolOutcome read(ToolOutcome outcome, Call own) {
        JsonNode texts = BodyTree.of(own).path("messages").path(0).path("content");
        List<Part> content = new ArrayList<>();
        int next = 0;
        for (Part part : outcome.content()) {
            content.add(
                    part instanceof Part.Text
                            ? new Part.Text(texts.path(next++).path("text").asText())
                            : part);
        }
        return new ToolOutcome(content, outcome.isError(), outcome.isBroken());
    }
}
