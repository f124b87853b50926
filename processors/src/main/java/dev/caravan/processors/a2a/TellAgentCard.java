package dev.caravan.processors.a2a;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import reactor.core.publisher.Mono;

/**
 * Answers with the card of an agent, the one that the path names or the first, as it is reached through the gateway. Clients read
 * it before they know that a key is wanted, so it needs none, unless the agent is configured so.
 */
public final class TellAgentCard implements AsyncCallStep {

    private final A2aAgents agents;
    private final AgentCards cards;
    private final PublicUrl self;
    private final CallStep authenticate;

    /** @param authenticate finds out who asks for a card that is not public */
    public TellAgentCard(A2aAgents agents, AgentCards cards, PublicUrl self, CallStep authenticate) {
        this.agents = agents;
        this.cards = cards;
        this.self = self;
        this.authenticate = authenticate;
    }

    @Override
    public Mono<Void> apply(Call call) {
        A2aAgent agent = agents.find(call.request().pathVariables().get("agent"));
        if (!agent.hasPublicCard()) {
            authenticate.apply(call);
            checkAccess(Authenticate.caller(call), agent);
        }
        String url = A2aAgent.servedAt(self.of(call), agent.name());
        return cards.card(call.loop(), agent)
                .doOnNext(card -> call.answerWith(answer(card, url)))
                .then();
    }

    private static Answer answer(AgentCard card, String url) {
        Answer answer = Answer.json(200, Json.bytes(card.reachedAt(url)));
        answer.headers().set("cache-control", "private, max-age=60");
        return answer;
    }

    /** @throws GatewayError 403 {@code agent_not_allowed} */
    static void checkAccess(Principal caller, A2aAgent agent) {
        if (!caller.mayUseAgent(agent.name())) {
            throw GatewayError.forbidden("agent_not_allowed", "This key may not use agent '%s'.", agent.name());
        }
    }
}
