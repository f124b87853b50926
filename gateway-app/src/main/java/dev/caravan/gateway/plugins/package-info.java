/**
 * Provider plugins: found on the class path and in jars of a folder by
 * {@link dev.caravan.gateway.plugins.PluginLoader}, each jar in a class loader of its own, and turned into providers by
 * {@link dev.caravan.gateway.plugins.ProviderFactory}. This is the only place that uses reflection.
 */
@NullMarked
package dev.caravan.gateway.plugins;

import org.jspecify.annotations.NullMarked;
