/**
 * WebSockets (RFC 6455) that are passed through: {@code ClientHandshake} reads what a client asks for, {@code SocketDial} asks the
 * other side the same, and {@code SocketRelay} joins the two. Start there.
 */
@NullMarked
package dev.caravan.processors.websocket;

import org.jspecify.annotations.NullMarked;
