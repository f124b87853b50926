/**
 * The way to a provider and back: what is sent, over which connection, and the answer as a stream. Start with
 * {@link dev.caravan.processors.upstream.CallProvider}.
 */
@NullMarked
package dev.caravan.processors.upstream;

import org.jspecify.annotations.NullMarked;
