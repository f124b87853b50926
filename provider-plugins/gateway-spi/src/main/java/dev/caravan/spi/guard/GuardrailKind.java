package dev.caravan.spi.guard;

import dev.caravan.spi.Settings;

/**
 * A kind of guardrail, found by {@link java.util.ServiceLoader} in the gateway and in plugin jars. It has a public constructor
 * without arguments. Created once; {@link #create} is called for each guardrail of that kind at start and at each reload.
 */
public interface GuardrailKind {

    /** The word under {@code kind} in the configuration: lower case with dashes, {@code regex}. */
    String name();

    /**
     * Makes a guardrail.
     *
     * @param settings the guardrail's section of the configuration, without the keys that the gateway reads itself; every key
     *     of it is to be read, the gateway refuses the others
     * @throws dev.caravan.spi.SettingsException that names the key, when a value is wrong
     */
    Guardrail create(Settings settings);
}
