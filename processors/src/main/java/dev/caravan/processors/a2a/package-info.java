/**
 * Agents that are asked by the Agent2Agent protocol (A2A, versions 0.3 and 1.0), as its JSON-RPC binding has it. What clients and
 * agents say to each other passes byte for byte; what agents say of themselves, their cards, is told as if they lived here. Start
 * with {@code ReadA2aRequest} and {@code AgentCard}.
 *
 * <p>Source: <a href="https://a2a-protocol.org/latest/specification/">the specification</a>.
 */
@NullMarked
package dev.caravan.processors.a2a;

import org.jspecify.annotations.NullMarked;
