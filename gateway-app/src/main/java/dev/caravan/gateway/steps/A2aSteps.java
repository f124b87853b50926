package dev.caravan.gateway.steps;

import dev.caravan.gateway.config.ServerConfig;
import dev.caravan.processors.a2a.A2aAgent;
import dev.caravan.processors.a2a.A2aAgents;
import dev.caravan.processors.a2a.AgentCards;
import dev.caravan.processors.a2a.CachedAgentCards;
import dev.caravan.processors.a2a.MoveExtendedCard;
import dev.caravan.processors.a2a.PublicUrl;
import dev.caravan.processors.a2a.ReadA2aRequest;
import dev.caravan.processors.a2a.TellAgentCard;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.upstream.LiveAgentCards;

/** Agents that are asked by the Agent2Agent protocol. */
final class A2aSteps {

    private A2aSteps() {}

    static void add(Parts parts, Steps steps) {
        ServerConfig server = parts.config().server();
        A2aAgents agents = new A2aAgents(parts.config().a2aAgents().stream()
                .map(agent -> new A2aAgent(
                        agent.name(),
                        agent.url(),
                        agent.cardUrl(),
                        agent.hasPublicCard(),
                        agent.headers(),
                        agent.timeouts()))
                .toList());
        AgentCards cards = new CachedAgentCards(new LiveAgentCards(parts.clients()));
        PublicUrl self = new PublicUrl(server.publicUrl(), server.trustsProxies(), server.tls() != null);
        steps.add(
                "readA2aRequest",
                new ReadA2aRequest(
                        agents,
                        cards,
                        server.limits().maxBody(),
                        parts.services().workers()));
        steps.add("moveExtendedCard", new MoveExtendedCard(self));
        steps.add("tellAgentCard", new TellAgentCard(agents, cards, self, new Authenticate(parts.keys())));
    }
}
