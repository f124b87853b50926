/**
 * What a provider plugin's author sees: start reading at {@link dev.caravan.spi.ProviderPlugin}. A plugin prepares an
 * upstream request, the gateway does the I/O. Nothing but the JDK is needed here, and nothing here knows Camel, Spring or
 * Netty.
 */
@NullMarked
package dev.caravan.spi;

import org.jspecify.annotations.NullMarked;
