package dev.caravan.processors.sessions;

/**
 * What a turn adds to its session.
 *
 * @param messages how many messages it has
 * @param tokens their tokens, estimated from their length
 * @param continues whether it goes on with the turn before: it begins with a tool's result
 */
public record TurnSize(int messages, int tokens, boolean continues) {}
