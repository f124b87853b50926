package dev.caravan.processors.schema;

import org.jspecify.annotations.Nullable;

/** JSON as models write it: between the fences of a code block. */
public final class FencedBlock {

    private static final String FENCE = "```";

    private FencedBlock() {}

    /** What is within a block ({@code ```json}) that is the whole text, without space around it; null when there is no such block. */
    public static @Nullable String inside(String text) {
        String stripped = text.strip();
        if (stripped.length() < 2 * FENCE.length() || !stripped.startsWith(FENCE) || !stripped.endsWith(FENCE)) {
            return null;
        }
        int line = stripped.indexOf('\n');
        return line < 0
                ? null
                : stripped.substring(line, stripped.length() - FENCE.length()).strip();
    }

    /** The same, or the text without space around it. */
    public static String unfenced(String text) {
        String inside = inside(text);
        return inside == null ? text.strip() : inside;
    }
}
