package dev.caravan.processors.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Runs the tools that one turn of an agent's model asks for, side by side. Used on the call's event loop. */
final class ToolRunner {

    /** More wait until others have ended. */
    private static final int AT_ONCE = 16;

    private final AgentCall call;
    private final ToolServers servers;
    private final Toolbox tools;
    private final ToolResultGuard guard;
    private final Scheduler loop;

    /** @param loop the call's event loop */
    ToolRunner(AgentCall call, ToolServers servers, Toolbox tools, ToolResultGuard guard, Scheduler loop) {
        this.call = call;
        this.servers = servers;
        this.tools = tools;
        this.guard = guard;
        this.loop = loop;
    }

    /**
     * Runs them.
     *
     * @return their results in the order of the calls; a {@link GatewayError} 502 when one could not be run, where the agent is to
     *     end then
     */
    Mono<List<Part>> run(List<Part.ToolCall> calls) {
        return Flux.fromIterable(calls).flatMapSequential(this::run, AT_ONCE).collectList();
    }

    private Mono<Part> run(Part.ToolCall asked) {
        long begun = System.nanoTime();
        return outcome(asked)
                .doOnCancel(() -> ran(asked, begun, false))
                .publishOn(loop)
                .flatMap(outcome -> {
                    ran(asked, begun, !outcome.isError());
                    if (outcome.isBroken() && rules().onFailure() == Agent.OnFailure.END) {
                        return Mono.error(GatewayError.of(
                                502,
                                "tool_failed",
                                "The tool '%s' of agent '%s' could not be run.",
                                asked.name(),
                                call.agent().name()));
                    }
                    return guard.guard(outcome);
                })
                .map(outcome ->
                        new Part.ToolResult(asked.id(), asked.name(), outcome.content(), outcome.isError(), null));
    }

    private void ran(Part.ToolCall asked, long begun, boolean ok) {
        call.ran(new ToolRun(asked.name(), (System.nanoTime() - begun) / 1_000_000, ok));
    }

    private Mono<ToolOutcome> outcome(Part.ToolCall asked) {
        Toolbox.Offered offered = tools.find(asked.name());
        if (offered == null) {
            return Mono.just(ToolOutcome.refused("There is no tool '" + asked.name() + "'."));
        }
        ObjectNode arguments = arguments(asked);
        if (arguments == null) {
            return Mono.just(ToolOutcome.refused("The arguments are no JSON object. Call the tool again with one."));
        }
        Duration patience = rules().toolTimeout();
        return servers.call(offered.server(), offered.tool().name(), arguments)
                .map(this::cut)
                .timeout(patience, Mono.fromSupplier(() -> tooSlow(asked, patience)), loop);
    }

    private ToolOutcome cut(ToolOutcome outcome) {
        return outcome.isBroken()
                ? outcome
                : new ToolOutcome(ToolOutput.cut(outcome.content(), rules().maxToolOutput()), outcome.isError(), false);
    }

    /** Null when they are none. */
    static @Nullable ObjectNode arguments(Part.ToolCall asked) {
        return Json.parse(ToolArguments.text(asked.arguments())) instanceof ObjectNode object ? object : null;
    }

    private static ToolOutcome tooSlow(Part.ToolCall asked, Duration patience) {
        return ToolOutcome.broken(
                "The tool '" + asked.name() + "' did not answer within " + patience.toMillis() + " ms.");
    }

    private Agent.Rules rules() {
        return call.agent().rules();
    }
}
