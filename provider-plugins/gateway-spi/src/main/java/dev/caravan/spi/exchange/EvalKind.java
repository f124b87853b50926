package dev.caravan.spi.exchange;

import dev.caravan.spi.Settings;

/**
 * A kind of eval, found by {@link java.util.ServiceLoader} in the gateway and in plugin jars. It has a public constructor without
 * arguments.
 */
public interface EvalKind {

    /** The word under {@code kind} in the configuration: lower case with dashes. */
    String name();

    /**
     * Makes an eval.
     *
     * @param settings the eval's section without the keys that the gateway reads itself; every key of it is to be read, the
     *     gateway refuses the others
     * @throws dev.caravan.spi.SettingsException that names the key, when a value is wrong
     */
    Eval create(Settings settings);
}
