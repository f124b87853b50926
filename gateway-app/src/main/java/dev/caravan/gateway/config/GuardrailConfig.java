package dev.caravan.gateway.config;

import dev.caravan.processors.guardrails.GuardrailAction;
import dev.caravan.processors.guardrails.Replacement;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Side;
import java.time.Duration;
import java.util.Set;

/**
 * An entry under {@code guardrails}: what the gateway itself reads of it, and the section for the kind to read the rest.
 *
 * @param name its name
 * @param kind the name of its kind, which may not exist; empty where the file names none
 * @param sides what it looks at
 * @param action what is done when it finds something
 * @param replacement what stands in the place of something redacted
 * @param restore whether what was redacted of the input is put back into the answer
 * @param failsOpen whether a call goes on when the guardrail itself fails
 * @param timeout how long a judge may take
 * @param window the most characters of a streamed text that are held back for it
 * @param everywhere whether it looks at all calls
 * @param settings the section, for the kind to read the rest
 */
public record GuardrailConfig(
        String name,
        String kind,
        Set<Side> sides,
        GuardrailAction action,
        Replacement replacement,
        boolean restore,
        boolean failsOpen,
        Duration timeout,
        int window,
        boolean everywhere,
        Settings settings) {}
