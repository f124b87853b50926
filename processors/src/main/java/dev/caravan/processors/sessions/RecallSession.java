package dev.caravan.processors.sessions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Looks up the session that the client resumes, so that what was said in it counts, and is guarded, with what is said now. That
 * there is none is noted, and told by {@code ApplyPrompt}, after whatever judges the client's words. Answers 503 {@code
 * sessions_unavailable} when the store does not answer. A call without a session, or with a new one, goes on at once.
 */
public final class RecallSession implements AsyncCallStep {

    private static final Logger LOG = LoggerFactory.getLogger(RecallSession.class);

    private final SessionStore store;

    public RecallSession(SessionStore store) {
        this.store = store;
    }

    @Override
    public Mono<Void> apply(Call call) {
        EndpointCall endpoint = call.endpoint();
        SessionUse session = endpoint == null ? null : endpoint.session();
        if (endpoint == null || session == null || session.isNew()) {
            return Mono.empty();
        }
        return store.load(session.key(), call.loop())
                .onErrorMap(failure -> unavailable(call, failure))
                .map(turns -> session.withHistory(messages(turns)))
                .defaultIfEmpty(session.missing())
                .doOnNext(recalled -> call.calls(endpoint.with(recalled)))
                .then();
    }

    private static ArrayNode messages(List<Turn> turns) {
        ArrayNode messages = Json.array();
        turns.forEach(turn -> messages.addAll(turn.parsed()));
        return messages;
    }

    private static GatewayError unavailable(Call call, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("request_id", call.id())
                .addKeyValue("reason", failure.toString())
                .log("a session could not be read");
        return GatewayError.of(503, "sessions_unavailable", "The session cannot be read now. Please try again.")
                .withRetryAfter(Duration.ofSeconds(1));
    }
}
