package dev.caravan.gateway.steps;

import dev.caravan.processors.operating.TellHealth;
import dev.caravan.processors.operating.TellMetrics;
import dev.caravan.processors.operating.TellReadiness;

/** What operators ask for. */
final class OperatingSteps {

    private OperatingSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        steps.add("tellHealth", new TellHealth());
        steps.add("tellReadiness", new TellReadiness(services.draining()));
        steps.add(
                "tellMetrics",
                new TellMetrics(services.scrape(), services.workers().scheduler()));
    }
}
