package dev.caravan.gateway.config;

/**
 * Where limits are counted.
 *
 * @param kind where
 * @param whenDown what happens where Redis cannot be asked
 */
public record LimitStoreConfig(Kind kind, WhenDown whenDown) {

    public static final LimitStoreConfig DEFAULT = new LimitStoreConfig(Kind.MEMORY, WhenDown.LOCAL);

    /** Where limits are counted. */
    public enum Kind {
        /** In each node, for itself. */
        MEMORY,
        /** In Redis, for all nodes together. */
        REDIS
    }

    /** What happens while Redis is down. */
    public enum WhenDown {
        /** Each node counts for itself. */
        LOCAL,
        /** Every call passes. */
        OPEN,
        /** No call passes that has a limit. */
        CLOSED
    }
}
