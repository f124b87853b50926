/**
 * The gateway as a server of the Model Context Protocol, over streamable HTTP without sessions: the tools of the configured
 * servers, and endpoints of projects. Start with {@link dev.caravan.processors.mcp.ReadMcpMessage}; all but the calls of endpoints
 * {@link dev.caravan.processors.mcp.AnswerMcp} answers.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports">the specification</a>
 */
@NullMarked
package dev.caravan.processors.mcp;

import org.jspecify.annotations.NullMarked;
