package dev.caravan.processors.guardrails;

import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.Side;
import java.time.Duration;
import java.util.Set;

/**
 * A guardrail and how it is applied.
 *
 * @param name its name: letters, digits, dashes and underscores
 * @param guardrail finds or judges
 * @param sides what it looks at
 * @param action what is done when it finds something; never {@link GuardrailAction#REDACT} for a judge
 * @param replacement what stands in the place of something redacted
 * @param restore whether what was redacted of the input is put back into the answer
 * @param failsOpen whether a call goes on when the guardrail itself fails
 * @param timeout how long a judge may take
 * @param window the most characters of a streamed text that are held back for it
 * @param everywhere whether it looks at all calls, or at those only that name it
 */
public record ConfiguredGuardrail(
        String name,
        Guardrail guardrail,
        Set<Side> sides,
        GuardrailAction action,
        Replacement replacement,
        boolean restore,
        boolean failsOpen,
        Duration timeout,
        int window,
        boolean everywhere) {

    /** How long a judge may take unless it is configured otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** How much is held back at most unless it is configured otherwise. */
    public static final int DEFAULT_WINDOW = 4096;

    public ConfiguredGuardrail {
        sides = Set.copyOf(sides);
    }

    /** Whether a call is refused when it fails: one that only watches never stops a call. */
    boolean failsClosed() {
        return !failsOpen && action.enforces();
    }
}
