package dev.caravan.processors.guardrails;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.Side;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Builds guardrails for tests: on both sides, failing closed, everywhere. */
record Guards(ConfiguredGuardrail built) {

    static Guards named(String name, Guardrail guardrail, GuardrailAction action) {
        return new Guards(new ConfiguredGuardrail(
                name,
                guardrail,
                Set.of(Side.values()),
                action,
                Replacement.DEFAULT,
                false,
                false,
                Duration.ofSeconds(10),
                ConfiguredGuardrail.DEFAULT_WINDOW,
                true));
    }

    static ConfiguredGuardrail redacting(TestScanner scanner) {
        return named(scanner.label(), scanner, GuardrailAction.REDACT).built();
    }

    Guards on(Side side) {
        return with(Set.of(side), built.restore(), built.failsOpen(), built.window(), built.everywhere());
    }

    Guards restoring() {
        return with(built.sides(), true, built.failsOpen(), built.window(), built.everywhere());
    }

    Guards failingOpen() {
        return with(built.sides(), built.restore(), true, built.window(), built.everywhere());
    }

    Guards window(int characters) {
        return with(built.sides(), built.restore(), built.failsOpen(), characters, built.everywhere());
    }

    Guards onlyWhereNamed() {
        return with(built.sides(), built.restore(), built.failsOpen(), built.window(), false);
    }

    Guards timeout(Duration time) {
        return new Guards(new ConfiguredGuardrail(
                built.name(),
                built.guardrail(),
                built.sides(),
                built.action(),
                built.replacement(),
                built.restore(),
                built.failsOpen(),
                time,
                built.window(),
                built.everywhere()));
    }

    private Guards with(Set<Side> sides, boolean restore, boolean failsOpen, int window, boolean everywhere) {
        return new Guards(new ConfiguredGuardrail(
                built.name(),
                built.guardrail(),
                sides,
                built.action(),
                built.replacement(),
                restore,
                failsOpen,
                built.timeout(),
                window,
                everywhere));
    }

    static Inspection inspection(Side side, ConfiguredGuardrail... guardrails) {
        return inspection(TestCall.post("/v1/chat/completions").build(), side, guardrails);
    }

    static Inspection inspection(Call call, Side side, ConfiguredGuardrail... guardrails) {
        return new Inspection(call, side, List.of(guardrails), metrics());
    }

    static GuardrailMetrics metrics() {
        return new GuardrailMetrics(new SimpleMeterRegistry());
    }

    static double counted(MeterRegistry registry, String outcome) {
        return registry.find("caravan.guardrails").tag("outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
