package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.sessions.SessionUse;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import reactor.core.publisher.Mono;

/**
 * Makes of what the client says what the provider gets: the endpoint's system prompt, the client's own, the session's history,
 * then the client's messages, the last one of the user in the endpoint's template. Answers 404 {@code session_not_found} when the
 * project has no such session, or has it no more, and 400 {@code missing_variable} when the template wants one that the client
 * does not give. Notes what of it the session is to remember: the client's words, without
 * the template and without system prompts. Runs after whatever looks at, or changes, the client's words.
 */
public final class ApplyPrompt implements AsyncCallStep {

    private final Workers workers;

    /** @param workers rewrites large bodies */
    public ApplyPrompt(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        EndpointCall endpoint = call.endpoint();
        JsonBody body = call.json();
        if (endpoint == null || body == null || isPlain(endpoint)) {
            return Mono.empty();
        }
        SessionUse session = endpoint.session();
        if (session != null && session.isMissing()) {
            return Mono.error(unknown(session));
        }
        if (body.bytes().readableBytes() <= Workers.LARGE) {
            rewrite(call, endpoint);
            return Mono.empty();
        }
        body.bytes().retain();
        return workers.compute(
                        call.loop(),
                        () -> {
                            rewrite(call, endpoint);
                            return true;
                        },
                        body.bytes()::release)
                .then();
    }

    private static GatewayError unknown(SessionUse session) {
        return GatewayError.of(
                        404,
                        "session_not_found",
                        "Session '%s' does not exist, or has expired.",
                        session.key().id())
                .withParam("session_id");
    }

    private static boolean isPlain(EndpointCall endpoint) {
        return endpoint.session() == null && endpoint.endpoint().prompt().equals(Endpoint.Prompt.NONE);
    }

    private static void rewrite(Call call, EndpointCall endpoint) {
        ObjectNode body = BodyTree.of(call);
        JsonNode messages = body.path("messages");
        SessionUse session = endpoint.session();
        if (session != null) {
            call.calls(endpoint.with(session.saying(withoutSystem(messages))));
        }
        ArrayNode prompt = Json.array();
        String system = endpoint.endpoint().prompt().system();
        if (system != null) {
            prompt.addObject().put("role", "system").put("content", system);
        }
        int next = 0;
        while (next < messages.size() && isSystem(messages.get(next))) {
            prompt.add(messages.get(next++));
        }
        if (session != null) {
            prompt.addAll(session.history());
        }
        ChatInput input = ChatInput.of(messages);
        PromptTemplate template = endpoint.endpoint().prompt().template();
        for (; next < messages.size(); next++) {
            prompt.add(
                    template != null && next == input.index()
                            ? input.saying(new PromptVariables(endpoint.variables(), input.text()).rendered(template))
                            : messages.get(next));
        }
        ObjectNode changed = Json.object().setAll(body);
        changed.set("messages", prompt);
        BodyTree.replace(call, changed);
    }

    private static ArrayNode withoutSystem(JsonNode messages) {
        ArrayNode said = Json.array();
        messages.forEach(message -> {
            if (!isSystem(message)) {
                said.add(message);
            }
        });
        return said;
    }

    private static boolean isSystem(JsonNode message) {
        String role = message.path("role").asText();
        return role.equals("system") || role.equals("developer");
    }
}
