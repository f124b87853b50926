/**
 * What the author of a provider plugin tests it with: start at {@link dev.caravan.testkit.ProviderPluginContract}, which a
 * test of the plugin extends. {@link dev.caravan.testkit.Requests} makes the requests that a gateway would hand over, and
 * {@link dev.caravan.testkit.CollectingSubscriber} reads an answer's body with the demand that a test wants.
 */
@NullMarked
package dev.caravan.testkit;

import org.jspecify.annotations.NullMarked;
