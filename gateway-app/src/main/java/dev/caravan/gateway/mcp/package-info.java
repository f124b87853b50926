/**
 * The client of the Model Context Protocol: connections to the servers whose tools agents and clients use. {@link
 * dev.caravan.gateway.mcp.McpServers} has them; they outlive reloads. A {@link dev.caravan.gateway.mcp.McpLink} keeps one server
 * connected, a {@link dev.caravan.gateway.mcp.McpConnection} is one session with it. Nothing in here runs on an event loop.
 */
@NullMarked
package dev.caravan.gateway.mcp;

import org.jspecify.annotations.NullMarked;
