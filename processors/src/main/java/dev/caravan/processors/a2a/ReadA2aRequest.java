package dev.caravan.processors.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.dialect.A2aErrors;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.request.ReadJsonRequest;
import dev.caravan.processors.request.RequestShape;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads a request to an agent: which one is meant, by the path, {@code agent_id} in the query or the body, or else the first; and
 * whether the key may use it. The body is a JSON-RPC request, which goes to the agent as it is, or {@code
 * {"agent_id","message"}}, of which one is made. Answers 404 {@code unknown_agent} and 403 {@code agent_not_allowed}.
 */
public final class ReadA2aRequest implements AsyncCallStep {

    private static final String AGENT = "agent_id";
    private static final Set<String> STREAMING =
            Set.of("message/stream", "tasks/resubscribe", "SendStreamingMessage", "SubscribeToTask");

    private final A2aAgents agents;
    private final AgentCards cards;
    private final Workers workers;
    private final ReadJsonRequest reader;

    /**
     * @param maxBody the most bytes that a body may have
     * @param workers reads large bodies
     */
    public ReadA2aRequest(A2aAgents agents, AgentCards cards, long maxBody, Workers workers) {
        this.agents = agents;
        this.cards = cards;
        this.workers = workers;
        this.reader = new ReadJsonRequest(RequestShape.A2A, maxBody, workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        return reader.apply(call)
                .then(Mono.defer(() -> BodyTree.of(call, workers)))
                .flatMap(request -> ask(call, request));
    }

    private Mono<Void> ask(Call call, ObjectNode request) {
        boolean isRpc = request.has("jsonrpc") || request.has("method");
        if (isRpc) {
            JsonNode id = request.path("id");
            call.errorsIn(new A2aErrors(id.isTextual() || id.isNumber() ? id : null));
            check(request);
        }
        A2aAgent agent = agents.find(named(call, request));
        TellAgentCard.checkAccess(Authenticate.caller(call), agent);
        if (isRpc) {
            note(call, request);
            return located(call, agent).doOnSuccess(nothing -> offer(call, agent.provider()));
        }
        return located(call, agent)
                .then(Mono.defer(() -> cards.card(call.loop(), agent)
                        .map(AgentCard::isCurrentOnly)
                        .onErrorReturn(false)))
                .doOnNext(current -> say(call, request, agent, current))
                .then();
    }

    private static void check(ObjectNode request) {
        if (!request.path("jsonrpc").asText("").equals("2.0")
                || !request.path("method").isTextual()) {
            throw GatewayError.badRequest(
                    A2aErrors.INVALID_REQUEST, "A JSON-RPC request has jsonrpc '2.0' and a method.");
        }
    }

    private static @Nullable String named(Call call, ObjectNode request) {
        String inPath = call.request().pathVariables().get("agent");
        if (inPath != null) {
            return inPath;
        }
        String query = call.request().query();
        List<String> inQuery = query == null
                ? List.of()
                : new QueryStringDecoder(query, false).parameters().getOrDefault(AGENT, List.of());
        return inQuery.isEmpty() ? request.path(AGENT).textValue() : inQuery.get(0);
    }

    /** Whether the client waits for a stream is told by the method. */
    private static void note(Call call, ObjectNode request) {
        JsonBody body = call.json();
        if (body != null && STREAMING.contains(request.path("method").asText())) {
            call.asks(
                    Operation.A2A,
                    new JsonBody(body.bytes(), body.model(), body.modelStart(), body.modelEnd(), true, body.user()));
            call.parsedAs(request);
        }
    }

    private Mono<Void> located(Call call, A2aAgent agent) {
        return agent.isUnlocated()
                ? cards.card(call.loop(), agent).doOnNext(agent::locate).then()
                : Mono.empty();
    }

    private static void offer(Call call, ConfiguredProvider provider) {
        call.offeredTo(Targets.only(new Target(provider, null)));
    }

    /** Makes a JSON-RPC request of a bare message. */
    private static void say(Call call, ObjectNode request, A2aAgent agent, boolean current) {
        JsonNode said = request.path("message");
        if (!said.isTextual() && !said.isObject()) {
            throw GatewayError.badRequest(
                            A2aErrors.INVALID_REQUEST, "The body is neither a JSON-RPC request nor has it a message.")
                    .withParam("message");
        }
        ObjectNode made = Json.object().put("jsonrpc", "2.0").put("id", call.id());
        made.put("method", current ? "SendMessage" : "message/send");
        ObjectNode parameters = made.putObject("params");
        if (said.isObject()) {
            parameters.set("message", said);
        } else {
            ObjectNode message = parameters.putObject("message");
            ObjectNode part = Json.object();
            if (current) {
                message.put("role", "ROLE_USER");
            } else {
                message.put("kind", "message").put("role", "user");
                part.put("kind", "text");
            }
            message.put("messageId", call.id());
            message.putArray("parts").add(part.put("text", said.textValue()));
        }
        BodyTree.ask(call, Operation.A2A, made);
        offer(call, current ? agent.currentProvider() : agent.provider());
    }
}
