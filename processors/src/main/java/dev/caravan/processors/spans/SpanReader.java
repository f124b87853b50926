package dev.caravan.processors.spans;

import org.jspecify.annotations.Nullable;

/**
 * Whose spans somebody may read.
 *
 * @param project those of a project, {@code ""} for those of none; null for everybody's
 * @param key those that came by the key of that name; null for all keys'
 */
public record SpanReader(@Nullable String project, @Nullable String key) {

    /** Who reads everything. */
    public static final SpanReader OF_ALL = new SpanReader(null, null);

    public static SpanReader ofProject(String project) {
        return new SpanReader(project, null);
    }

    /** A key without a project reads what came by itself. */
    public static SpanReader ofKey(String name) {
        return new SpanReader("", name);
    }
}
