package dev.caravan.gateway.config;

/**
 * A configuration that was read, and what is wrong with it so far. Where a value is wrong its default stands in for it,
 * so that the plugins can read their parts of the file and every problem is told at once. Only {@link #checked} gives a
 * configuration to work with.
 *
 * @param config not to be used while there are problems
 * @param problems what is wrong; more may be added while plugins read their parts
 */
public record ConfigDraft(GatewayConfig config, ConfigProblems problems) {

    /** @throws ConfigException with every problem, if there is one */
    public GatewayConfig checked() {
        problems.throwIfAny();
        return config;
    }
}
