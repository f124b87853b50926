package dev.caravan.processors.guardrails.kinds.judges;

/** JSON as models write it. */
final class JsonText {

    private static final String FENCE = "```";

    private JsonText() {}

    /** What is within a fenced block ({@code ```json}) that is the whole text, or else the text without space around it. */
    static String unfenced(String text) {
        String stripped = text.strip();
        if (stripped.length() < 2 * FENCE.length() || !stripped.startsWith(FENCE) || !stripped.endsWith(FENCE)) {
            return stripped;
        }
        int line = stripped.indexOf('\n');
        return line < 0
                ? stripped
                : stripped.substring(line, stripped.length() - FENCE.length()).strip();
    }
}
