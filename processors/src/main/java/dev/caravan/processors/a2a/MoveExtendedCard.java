package dev.caravan.processors.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.translation.ContentType;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Tells the card that an agent keeps for those who have a key as if the agent lived here, as {@link TellAgentCard} does. */
public final class MoveExtendedCard implements AsyncCallStep {

    private static final Set<String> METHODS = Set.of("agent/getAuthenticatedExtendedCard", "GetExtendedAgentCard");
    private static final int LONGEST = 4 << 20;

    private final PublicUrl self;

    public MoveExtendedCard(PublicUrl self) {
        this.self = self;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Answer answer = call.answer();
        ObjectNode request = call.tree();
        Target target = call.target();
        if (answer == null
                || request == null
                || target == null
                || answer.status() != 200
                || !METHODS.contains(request.path("method").asText())
                || !ContentType.is(answer.headers(), "application/json")) {
            return Mono.empty();
        }
        String url = A2aAgent.servedAt(self.of(call), A2aAgent.nameOf(target.provider()));
        return WholeBody.of(answer.body(), LONGEST)
                .doOnNext(bytes -> call.answerWith(answer.withBytes(moved(bytes, url))))
                .then();
    }

    private static byte[] moved(byte[] bytes, String url) {
        JsonNode json = Json.parse(bytes, 0, bytes.length);
        if (json instanceof ObjectNode response && response.path("result") instanceof ObjectNode card) {
            response.set("result", new AgentCard(card).reachedAt(url));
            return Json.bytes(response);
        }
        return bytes;
    }
}
