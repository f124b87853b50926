/**
 * The HTTP edge: one listening socket, strict HTTP/1.1, and the way from a connection to a route and back. It owns the Netty
 * pipeline; Camel's netty-http consumers join it as their shared server. Start with
 * {@link dev.caravan.gateway.edge.EdgeServer}, then {@link dev.caravan.gateway.edge.EdgeConnection}, which walks one
 * connection through its calls.
 */
@NullMarked
package dev.caravan.gateway.edge;

import org.jspecify.annotations.NullMarked;
