package dev.caravan.processors.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.a2a.A2aAgent;
import dev.caravan.processors.a2a.AgentCard;
import dev.caravan.processors.a2a.AgentCards;
import dev.caravan.processors.call.ProviderErrors;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.spi.Header;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Asks agents for their cards. One of more than 1 MiB is none. */
public final class LiveAgentCards implements AgentCards {

    private static final int MAX_BYTES = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final UpstreamClients clients;

    public LiveAgentCards(UpstreamClients clients) {
        this.clients = clients;
    }

    @Override
    public Mono<AgentCard> card(EventExecutor loop, A2aAgent agent) {
        return clients.client(loop, agent.provider())
                .headers(headers -> {
                    headers.set("accept", "application/json");
                    for (Header header : agent.headers()) {
                        headers.set(header.name(), header.value());
                    }
                })
                .request(HttpMethod.GET)
                .uri(agent.cardUrl())
                .responseConnection((head, connection) -> {
                    if (head.status().code() != 200) {
                        connection.dispose();
                        return Mono.error(agent.unusable(
                                "was not given: status " + head.status().code()));
                    }
                    return WholeBody.of(connection.inbound().receive().retain(), MAX_BYTES);
                })
                .next()
                .timeout(PATIENCE, clients.scheduler(loop))
                .map(bytes -> parse(agent, bytes))
                .onErrorMap(
                        failure -> ProviderErrors.of(failure, agent.provider().name()));
    }

    private static AgentCard parse(A2aAgent agent, byte[] bytes) {
        JsonNode card = Json.parse(bytes, 0, bytes.length);
        if (card instanceof ObjectNode object) {
            return new AgentCard(object);
        }
        throw agent.unusable("is no JSON object");
    }
}
