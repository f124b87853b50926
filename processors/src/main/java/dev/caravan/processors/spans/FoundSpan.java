package dev.caravan.processors.spans;

/**
 * A span where it is kept.
 *
 * @param key rises with the time at which it was written; the page after it begins below it
 */
public record FoundSpan(long key, SpanRecord span) {}
