package dev.caravan.gateway.steps;

import dev.caravan.processors.guardrails.GuardInput;
import dev.caravan.processors.guardrails.GuardOutput;
import dev.caravan.processors.guardrails.GuardrailMetrics;

/** What may be asked and answered. */
final class GuardSteps {

    private GuardSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        GuardrailMetrics metrics = new GuardrailMetrics(services.metrics());
        steps.add("guardInput", new GuardInput(parts.guardrails(), services.workers(), metrics));
        steps.add(
                "guardOutput",
                new GuardOutput(parts.guardrails(), services.translations(), services.workers(), metrics));
    }
}
