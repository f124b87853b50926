package dev.caravan.processors.a2a;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Remembers the cards of agents for a minute, and that one has none for a few seconds, so that asking often costs an agent nothing. */
public final class CachedAgentCards implements AgentCards {

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final AgentCards source;
    private final Cache<String, AgentCard> cards = Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .executor(Runnable::run)
            .build();
    private final Cache<String, Throwable> failures = Caffeine.newBuilder()
            .expireAfterWrite(PAUSE)
            .executor(Runnable::run)
            .build();

    /** @param source asks the agents */
    public CachedAgentCards(AgentCards source) {
        this.source = source;
    }

    @Override
    public Mono<AgentCard> card(EventExecutor loop, A2aAgent agent) {
        AgentCard known = cards.getIfPresent(agent.name());
        if (known != null) {
            return Mono.just(known);
        }
        Throwable failure = failures.getIfPresent(agent.name());
        if (failure != null) {
            return Mono.error(failure);
        }
        return source.card(loop, agent)
                .doOnNext(card -> cards.put(agent.name(), card))
                .doOnError(why -> failures.put(agent.name(), why));
    }
}
