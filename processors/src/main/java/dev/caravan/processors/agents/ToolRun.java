package dev.caravan.processors.agents;

/**
 * A tool that the gateway has run.
 *
 * @param tool its name, as the model knows it
 * @param millis how long it took
 * @param ok whether it did what it was asked
 */
public record ToolRun(String tool, long millis, boolean ok) {}
