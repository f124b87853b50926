package dev.caravan.processors.guardrails;

import dev.caravan.spi.guard.Side;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a guardrail had to say to one side of a call; nothing of the texts is in it.
 *
 * @param guardrail its name
 * @param side what it looked at
 * @param outcome what came of it
 * @param labels what was found and how often, in the order of the first ones; empty where a judge has judged
 * @param reason a judge's reason, else empty
 */
public record GuardrailResult(
        String guardrail, Side side, GuardrailOutcome outcome, Map<String, Integer> labels, String reason) {

    public GuardrailResult {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}
