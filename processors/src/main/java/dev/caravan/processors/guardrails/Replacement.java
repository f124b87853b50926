package dev.caravan.processors.guardrails;

/**
 * What stands in the place of something redacted.
 *
 * @param before what comes before the label
 * @param labelled whether there is a label in it
 * @param after what comes behind the label
 */
public record Replacement(String before, boolean labelled, String after) {

    private static final String LABEL = "{label}";

    /** What stands there unless it is configured otherwise: {@code [email]}. */
    public static final Replacement DEFAULT = of("[" + LABEL + "]");

    /** @param template a text, with <code>{label}</code> where the label is to stand */
    public static Replacement of(String template) {
        int label = template.indexOf(LABEL);
        return label < 0
                ? new Replacement(template, false, "")
                : new Replacement(template.substring(0, label), true, template.substring(label + LABEL.length()));
    }

    /** The text for a finding of that label. */
    String text(String label) {
        return labelled ? before + label + after : before;
    }

    /** The text for the finding of that label and number. */
    String text(String label, int number) {
        return numberedStart(label) + number + after;
    }

    /** How {@link #text(String, int)} begins, up to the number. */
    String numberedStart(String label) {
        return before + label + "-";
    }
}
