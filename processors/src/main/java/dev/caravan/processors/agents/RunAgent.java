package dev.caravan.processors.agents;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.translation.ClientChat;
import dev.caravan.processors.translation.Translations;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Role;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Answers a call whose model is an agent: its model is told the agent's instructions, has the client's tools and those of the
 * agent's servers, and is asked again with what the servers' tools have given, until it is done. The client gets one answer, in
 * its dialect, streamed if it wants; calls of its own tools are handed to it and end the answer. Calls of other models are left
 * alone. Runs right before the provider would be called.
 *
 * <p>Errors: 503 {@code mcp_server_unavailable} when a server is down that has to be there, 400 {@code unsupported_parameter} for
 * more than one choice, 422 {@code max_iterations_exceeded}, 504 {@code agent_timeout}, 502 {@code tool_failed}, and whatever the
 * provider answers. A server that is down and need not be there is named in {@code X-Ingate-Mcp-Unavailable}.
 */
public final class RunAgent implements AsyncCallStep {

    private static final Logger LOG = LoggerFactory.getLogger(RunAgent.class);
    private static final AsciiString UNAVAILABLE = AsciiString.cached("x-ingate-mcp-unavailable");
    private static final AsciiString SHOULD_RETRY = AsciiString.cached("x-should-retry");

    /** In their answers all text is one string. */
    private static final Set<Operation> JOINING =
            Set.of(Operation.CHAT_COMPLETIONS, Operation.OLLAMA_CHAT, Operation.OLLAMA_GENERATE, Operation.COHERE_CHAT);

    private final Translations translations;
    private final ToolServers servers;
    private final Asking asking;
    private final AsyncCallStep guardInput;
    private final Workers workers;

    /**
     * @param servers have the tools
     * @param asking asks the model
     * @param guardInput sees the results of tools before the model
     * @param workers read large requests
     */
    public RunAgent(
            Translations translations, ToolServers servers, Asking asking, AsyncCallStep guardInput, Workers workers) {
        this.translations = translations;
        this.servers = servers;
        this.asking = asking;
        this.guardInput = guardInput;
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        AgentCall agent = call.agent();
        if (agent == null || call.answer() != null) {
            return Mono.empty();
        }
        long begun = System.nanoTime();
        Scheduler loop = Schedulers.fromExecutorService(call.loop());
        Duration most = agent.agent().rules().totalTime();
        return Mono.zip(clientChat(call), tools(call, agent.agent(), loop))
                .flatMap(both -> {
                    AgentRun run = run(call, agent, both.getT1(), both.getT2(), loop);
                    return answer(call, run, both.getT1(), loop, begun);
                })
                .timeout(most, Mono.error(() -> tooLong(agent)), loop)
                .doOnError(error -> onceMore(call, agent));
    }

    private Mono<ClientChat> clientChat(Call call) {
        JsonBody json = call.json();
        if (json != null && json.bytes().readableBytes() > Workers.LARGE) {
            json.bytes().retain();
            return workers.compute(call.loop(), () -> translations.clientChat(call), json.bytes()::release);
        }
        return Mono.fromSupplier(() -> translations.clientChat(call));
    }

    private Mono<Toolbox> tools(Call call, Agent agent, Scheduler loop) {
        return Flux.fromIterable(agent.servers())
                .flatMapSequential(servers::tools)
                .collectList()
                .publishOn(loop)
                .map(known -> {
                    known.stream()
                            .filter(server -> server.isRequired() && !server.isUp())
                            .findFirst()
                            .ifPresent(server -> {
                                throw unavailable(agent, server.server());
                            });
                    Toolbox tools = Toolbox.of(known);
                    if (!tools.missing().isEmpty()) {
                        call.tell(UNAVAILABLE, String.join(", ", tools.missing()));
                        LOG.debug("agent '{}' does without the tools of {}", agent.name(), tools.missing());
                    }
                    return tools;
                });
    }

    private AgentRun run(Call call, AgentCall agent, ClientChat client, Toolbox tools, Scheduler loop) {
        ChatRequest asked = client.request();
        Integer choices = asked.sampling().choices();
        if (choices != null && choices > 1) {
            throw GatewayError.badRequest("unsupported_parameter", "An agent gives one answer: 'n' has to be 1.")
                    .withParam("n");
        }
        ClientTools own = ClientTools.of(asked.tools());
        ChatRequest base = asked.with()
                .messages(instructed(agent.agent(), asked.messages()))
                .tools(tools.beside(asked.tools(), own))
                .build();
        ToolResultGuard guard = new ToolResultGuard(call, guardInput);
        return new AgentRun(
                call,
                agent,
                base,
                own,
                JOINING.contains(call.operation()),
                asking,
                new ToolRunner(agent, servers, tools, guard, loop),
                tools.size(own) + uncounted(call, agent.agent()));
    }

    /** The instructions' characters, where nobody has counted their tokens. */
    private static long uncounted(Call call, Agent agent) {
        String system = agent.system();
        return system == null || call.spending().estimate() != null ? 0 : system.length();
    }

    /** The agent's instructions come before the client's. */
    private static List<Message> instructed(Agent agent, List<Message> messages) {
        String system = agent.system();
        if (system == null) {
            return messages;
        }
        List<Message> all = new ArrayList<>(messages.size() + 1);
        all.add(new Message(Role.SYSTEM, system));
        all.addAll(messages);
        return all;
    }

    private Mono<Void> answer(Call call, AgentRun run, ClientChat client, Scheduler loop, long begun) {
        return run.begin().flatMap(head -> {
            if (head.status() >= 400) {
                call.answerWith(head);
                return Mono.empty();
            }
            if (call.stream()) {
                Mono<Void> deadline = deadline(call, loop, begun);
                call.answerWith(client.streamed(
                        head.headers(),
                        new AgentStream(call, client.encoder()).of(run.events().takeUntilOther(deadline))));
                return Mono.empty();
            }
            return run.events()
                    .collect(AnswerAssembly::new, RunAgent::add)
                    .doOnNext(whole -> call.answerWith(client.whole(head.headers(), whole.answer())))
                    .then();
        });
    }

    private static void add(AnswerAssembly assembly, List<ChatEvent> events) {
        events.forEach(assembly);
    }

    /** Fails when the call has taken too long. */
    private static Mono<Void> deadline(Call call, Scheduler loop, long begun) {
        AgentCall agent = call.agent();
        if (agent == null) {
            return Mono.never();
        }
        Duration left = agent.agent().rules().totalTime().minusNanos(System.nanoTime() - begun);
        return Mono.delay(left.isNegative() ? Duration.ZERO : left, loop).then(Mono.error(() -> tooLong(agent)));
    }

    /** A client that tried again by itself would have the tools do everything twice. */
    private static void onceMore(Call call, AgentCall agent) {
        if (!agent.use().tools().isEmpty()) {
            call.tell(SHOULD_RETRY, "false");
        }
    }

    private static GatewayError tooLong(AgentCall agent) {
        return GatewayError.of(
                504,
                "agent_timeout",
                "Agent '%s' has not come to an end within %d s.",
                agent.agent().name(),
                agent.agent().rules().totalTime().toSeconds());
    }

    private static GatewayError unavailable(Agent agent, String server) {
        return GatewayError.of(
                        503,
                        "mcp_server_unavailable",
                        "The MCP server '%s', which agent '%s' needs, cannot be reached.",
                        server,
                        agent.name())
                .withRetryAfter(Duration.ofSeconds(5));
    }
}
