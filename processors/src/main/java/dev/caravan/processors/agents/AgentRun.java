package dev.caravan.processors.agents;

import dev.caravan.processors.agents.ContinuousAnswer.TurnEnd;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.OwnCalls;
import dev.caravan.processors.call.Spending;
import dev.caravan.processors.limits.TargetGate;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.routing.FailoverPolicy;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One call of an agent: asks its model, runs the tools that it wants, and asks again with their results, until it wants no more.
 * The first turn may be served by any of the agent's targets; the following are its who served the first, since something of the
 * answer may have gone out, and thoughts are read only by whoever had them. Confined to the call's event loop.
 */
final class AgentRun {

    private static final int BYTES_PER_TOKEN = 4;
    private static final String IDEMPOTENCY_KEY = "idempotency-key";

    private final Call call;
    private final AgentCall agent;
    private final ChatRequest base;
    private final ClientTools clientTools;
    private final Asking asking;
    private final ToolRunner tools;
    private final ContinuousAnswer answer;
    private final List<Message> said = new ArrayList<>();
    private long added;
    private @Nullable Turn turn;
    private @Nullable Target served;
    private @Nullable GatewayError failure;
    private Usage usage = Usage.NONE;
    private BigDecimal cost = BigDecimal.ZERO;
    private boolean costIsKnown = true;

    /**
     * @param base what the model is asked in the first turn: the client's request with what the agent adds to it
     * @param clientTools what the client runs by itself
     */
    AgentRun(
            Call call,
            AgentCall agent,
            ChatRequest base,
            ClientTools clientTools,
            boolean joinsTexts,
            Asking asking,
            ToolRunner tools,
            long brought) {
        this.call = call;
        this.agent = agent;
        this.base = base;
        this.clientTools = clientTools;
        this.asking = asking;
        this.tools = tools;
        this.added = brought;
        this.answer = new ContinuousAnswer(clientTools, joinsTexts);
        call.onEnd(this::close);
    }

    /** Begins: gives the head of the first turn's answer, also that of an error, whose body is then the client's answer. */
    Mono<Answer> begin() {
        Targets targets = call.targets();
        if (targets == null) {
            throw new IllegalStateException("the target is not resolved yet");
        }
        Turn first = next(targets);
        return first.ask(asking, base).doOnNext(head -> {
            served = first.target();
            call.servedBy(served);
        });
    }

    /** The whole answer, from the first turn on, which has begun; ends with an error where it cannot be told to its end. */
    Flux<List<ChatEvent>> events() {
        return Flux.defer(() -> {
            Turn current = turn;
            if (current == null) {
                throw new IllegalStateException("no turn has begun");
            }
            GatewayError refused = current.error();
            if (refused != null) {
                return Flux.error(refused);
            }
            return current.events().map(this::shown).concatWith(Flux.defer(this::afterTurn));
        });
    }

    private List<ChatEvent> shown(List<ChatEvent> events) {
        List<ChatEvent> shown = new ArrayList<>(events.size());
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.Failed failed) {
                failure = failed.error();
            } else {
                answer.take(event, shown::add);
            }
        }
        return shown;
    }

    private Flux<List<ChatEvent>> afterTurn() {
        if (failure != null) {
            return Flux.error(failure);
        }
        TurnEnd end = answer.endTurn();
        List<Part.ToolCall> calls = end.calls(clientTools);
        if (calls.isEmpty()) {
            return Flux.just(ending(end.finish()));
        }
        int most = agent.agent().rules().maxIterations();
        if (agent.turns() >= most) {
            return Flux.error(GatewayError.of(
                    422,
                    "max_iterations_exceeded",
                    "Agent '%s' has not come to an end within %d turns.",
                    agent.agent().name(),
                    most));
        }
        call.clock().sentUpstream(System.nanoTime());
        return tools.run(calls)
                .doFinally(how -> call.clock().heardFromUpstream(System.nanoTime()))
                .flatMap(results -> again(end, results))
                .thenMany(Flux.defer(this::events));
    }

    private List<ChatEvent> ending(@Nullable Finish finish) {
        List<ChatEvent> events = new ArrayList<>(3);
        ContinuousAnswer.end(finish, usage, events::add);
        return events;
    }

    private Mono<Answer> again(TurnEnd end, List<Part> results) {
        said.add(new Message(
                Role.ASSISTANT, end.parts().stream().map(AgentRun::sendable).toList()));
        said.add(new Message(Role.TOOL, results));
        added += size(end.parts()) + size(results);
        List<Message> messages = new ArrayList<>(base.messages());
        messages.addAll(said);
        ChatRequest request = base.with()
                .messages(messages)
                .toolChoice(base.forcesToolCall() ? new ToolChoice.Auto() : base.toolChoice())
                .build();
        Targets same = onlyServed();
        TargetGate gate = call.targetGate();
        Mono<Answer> asked = Mono.defer(() -> next(same).ask(asking, request));
        // Where there are several attempts, each asks for its place by itself.
        return gate == null || same.mayFailOver()
                ? asked
                : gate.admits(same.first()).flatMap(admitted -> admitted ? asked : Mono.error(limited(same.first())));
    }

    /** Arguments that no dialect but some can carry are left out: the model is told that they were wrong. */
    private static Part sendable(Part part) {
        return part instanceof Part.ToolCall called && ToolRunner.arguments(called) == null
                ? new Part.ToolCall(called.id(), called.name(), "{}", called.signature(), called.cache())
                : part;
    }

    private Targets onlyServed() {
        Targets all = call.targets();
        if (served == null || all == null) {
            throw new IllegalStateException("nobody has served the first turn");
        }
        FailoverPolicy policy = all.policy();
        return new Targets(
                List.of(served),
                new FailoverPolicy(policy.retries(), policy.backoff(), List.of(), List.of(), policy.rules()));
    }

    private static GatewayError limited(Target target) {
        return GatewayError.of(
                429,
                "rate_limit_exceeded",
                "The limit of '%s/%s' is used up, so that the agent cannot go on.",
                target.provider().name(),
                String.valueOf(target.model()));
    }

    private Turn next(Targets targets) {
        Call own = OwnCalls.beside(call, asTurn(call.request()), call.clock());
        JsonBody json = call.json();
        if (call.operation() == null || json == null) {
            throw new IllegalStateException("the request is not read yet");
        }
        own.asks(call.operation(), json);
        own.offeredTo(targets);
        TokenEstimate estimate = call.spending().estimate();
        long input = estimate == null ? json.bytes().readableBytes() / BYTES_PER_TOKEN : estimate.input();
        own.spending().estimatedAs(new TokenEstimate(input + added / BYTES_PER_TOKEN, 0));
        if (call.targetGate() != null) {
            own.guardedBy(call.targetGate());
        }
        Turn next = new Turn(own, this::ended);
        turn = next;
        agent.asksModel();
        return next;
    }

    /** Without the key by which providers would take a later turn for the first one. */
    private static CallRequest asTurn(CallRequest request) {
        return request.headers().contains(IDEMPOTENCY_KEY)
                ? request.withHeaders(request.headers().copy().remove(IDEMPOTENCY_KEY))
                : request;
    }

    /** A turn is over: what it has used is the call's. */
    private void ended(Call own) {
        Spending turns = own.spending();
        if (turns.usage().equals(Usage.NONE)) {
            return;
        }
        usage = usage.plus(turns.usage());
        if (turns.isEstimated()) {
            call.spending().usedAbout(usage);
        } else {
            call.spending().used(usage);
        }
        BigDecimal spent = turns.cost();
        costIsKnown &= spent != null;
        if (spent != null) {
            cost = cost.add(spent);
        }
        if (costIsKnown) {
            call.spending().costs(cost);
        }
    }

    private void close() {
        if (turn != null) {
            turn.close();
        }
    }

    private static long size(List<Part> parts) {
        long size = 0;
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                size += text.text().length();
            } else if (part instanceof Part.ToolCall called) {
                size += called.arguments().length();
            } else if (part instanceof Part.ToolResult result) {
                size += size(result.content());
            }
        }
        return size;
    }
}
