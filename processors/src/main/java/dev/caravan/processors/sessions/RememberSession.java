package dev.caravan.processors.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WaitingBody;
import dev.caravan.processors.endpoints.AnswerTree;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.processors.endpoints.OpenAiChat;
import dev.caravan.processors.translation.ContentType;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.wire.Json;
import io.netty.util.AsciiString;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Adds what was said to the call's session, once the answer is complete: of a call that fails, breaks off or is left by its
 * client nothing is kept. The client gets the answer's end when the turn is kept, so that its next call finds it. Where it
 * cannot be kept, that is told in the log, and the answer goes out nevertheless. Names the session in {@code
 * X-Ingate-Session-Id}. Of what guardrails have redacted the placeholders are kept, also where the client got the originals
 * back. Runs after the steps that may change or refuse the answer.
 */
public final class RememberSession implements AsyncCallStep {

    private static final Logger LOG = LoggerFactory.getLogger(RememberSession.class);
    private static final AsciiString SESSION_ID = AsciiString.cached("x-ingate-session-id");

    /** What of an assistant's message its provider wants to see again. */
    private static final List<String> REMEMBERED = List.of("role", "content", "refusal", "tool_calls");

    private final SessionStore store;
    private final OpenAiChat chat;

    /** @param chat reads streamed answers */
    public RememberSession(SessionStore store, OpenAiChat chat) {
        this.store = store;
        this.chat = chat;
    }

    @Override
    public Mono<Void> apply(Call call) {
        EndpointCall endpoint = call.endpoint();
        SessionUse session = endpoint == null ? null : endpoint.session();
        Answer answer = call.answer();
        if (endpoint == null || session == null || answer == null) {
            return Mono.empty();
        }
        SessionRules rules = endpoint.project().sessions();
        if (ContentType.is(answer.headers(), "text/event-stream")) {
            call.tell(SESSION_ID, session.key().id());
            PassingAnswer passing = new PassingAnswer(
                    chat.streamDecoder(), whole -> quietly(call, keep(call, session, rules, chat.written(whole))));
            call.answerWith(answer.withBody(new WaitingBody(answer.body(), passing)));
            return Mono.empty();
        }
        return AnswerTree.of(call)
                .flatMap(tree -> quietly(call, keep(call, session, rules, tree).doOnSuccess(kept -> {
                    call.tell(SESSION_ID, session.key().id());
                    call.calls(endpoint.with(session.kept()));
                })));
    }

    private Mono<Void> keep(Call call, SessionUse session, SessionRules rules, ObjectNode answer) {
        JsonNode message = answer.path("choices").path(0).path("message");
        if (!message.isObject()) {
            return Mono.empty();
        }
        ArrayNode messages = Json.array().addAll(session.said());
        ObjectNode remembered = messages.addObject();
        for (String field : REMEMBERED) {
            if (message.hasNonNull(field)) {
                remembered.set(field, message.get(field));
            }
        }
        if (remembered.size() == 1) {
            remembered.put("content", "");
        }
        if (call.isGuarded()) {
            messages.set(messages.size() - 1, call.guardrails().concealed(remembered));
        }
        return store.append(session.key(), Turn.of(messages), rules, call.loop());
    }

    /** An answer that was paid for is not withheld because it cannot be remembered. */
    private static Mono<Void> quietly(Call call, Mono<Void> keeping) {
        return keeping.onErrorResume(failure -> {
            LOG.atWarn()
                    .addKeyValue("request_id", call.id())
                    .addKeyValue("reason", failure.toString())
                    .log("a turn of a session could not be kept");
            return Mono.empty();
        });
    }

    /** Keeps a streamed answer. */
    @FunctionalInterface
    interface Keeping {

        /** Completes when it is kept, or cannot be. */
        Mono<Void> keep(ChatAnswer whole);
    }
}
