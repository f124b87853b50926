package dev.caravan.processors.routing;

/** In which order the targets of an alias are tried. */
public enum Strategy {
    /** As they are written. */
    FALLBACK,
    /** Each call begins with the next one. */
    ROUND_ROBIN,
    /** By chance, in proportion to their weights. */
    WEIGHTED,
    /** The one first that has begun its answers soonest of late. */
    LEAST_LATENCY,
    /** The one first whose tokens cost least; those without a known price last. */
    CHEAPEST,
    /** Calls of one session, or else of one key, begin with the same one. */
    STICKY_SESSION
}
