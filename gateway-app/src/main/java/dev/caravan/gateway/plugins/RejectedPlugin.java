package dev.caravan.gateway.plugins;

/**
 * A plugin or a jar that was skipped.
 *
 * @param origin the file name of the jar, or {@code class path}
 * @param reason why, in one line
 */
public record RejectedPlugin(String origin, String reason) {}
