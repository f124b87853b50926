package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.Operation;
import dev.caravan.spi.wire.Json;

/** Answers with the project's active endpoints that the key may call, as OpenAI lists models: the slug is the model's id. */
public final class ListEndpoints implements CallStep {

    @Override
    public void apply(Call call) {
        Project project = call.project();
        if (project == null) {
            throw new IllegalStateException("the project is not found yet");
        }
        call.asks(Operation.MODELS);
        Principal caller = Authenticate.caller(call);
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        for (Endpoint endpoint : project.endpoints().values()) {
            if (endpoint.active() && caller.mayUseEndpoint(endpoint.slug())) {
                data.addObject()
                        .put("id", endpoint.slug())
                        .put("object", "model")
                        .put("created", 0)
                        .put("owned_by", project.name());
            }
        }
        call.answerWith(Answer.json(200, Json.bytes(list)));
    }
}
