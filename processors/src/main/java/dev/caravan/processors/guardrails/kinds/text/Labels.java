package dev.caravan.processors.guardrails.kinds.text;

import dev.caravan.spi.Settings;

/** The label that an operator gives to what a guardrail finds. */
public final class Labels {

    private Labels() {}

    /** What {@code label} says. @throws dev.caravan.spi.SettingsException when it is no word of lower case with dashes */
    public static String read(Settings settings, String otherwise) {
        String label = settings.text("label", otherwise);
        boolean well = label.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
        if (!well || label.length() > 64) {
            throw settings.invalid(
                    "label", "'" + label + "' is no label", "Write lower-case letters, digits and dashes: employee-id");
        }
        return label;
    }
}
