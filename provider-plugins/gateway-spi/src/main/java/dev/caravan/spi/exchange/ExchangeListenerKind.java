package dev.caravan.spi.exchange;

import dev.caravan.spi.Settings;

/**
 * A kind of listener, found by {@link java.util.ServiceLoader} in plugin jars. It has a public constructor without arguments.
 */
public interface ExchangeListenerKind {

    /** The word under {@code kind} in the configuration: lower case with dashes. */
    String name();

    /**
     * Makes a listener.
     *
     * @param settings the listener's section without {@code kind}; every key of it is to be read, the gateway refuses the others
     * @throws dev.caravan.spi.SettingsException that names the key, when a value is wrong
     */
    ExchangeListener create(Settings settings);
}
