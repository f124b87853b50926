/**
 * Which provider serves a call. Start with {@code ResolveTarget}; {@code ResolveProxyTarget} does it for paths that name the
 * provider.
 */
@NullMarked
package dev.caravan.processors.routing;

import org.jspecify.annotations.NullMarked;
