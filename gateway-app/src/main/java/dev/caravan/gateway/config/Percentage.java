package dev.caravan.gateway.config;

import java.util.regex.Pattern;

/** A part of something, written as {@code 10%}. */
final class Percentage {

    private static final Pattern PERCENT = Pattern.compile("(100|[0-9]{1,2}(\\.[0-9]{1,6})?)\\s*%");

    private Percentage() {}

    /** From 0 to 1. */
    static double read(Section section, String key, double otherwise) {
        String text = section.text(key).orElse(null);
        if (text == null) {
            return otherwise;
        }
        if (PERCENT.matcher(text).matches()) {
            return Double.parseDouble(text.replace("%", "").strip()) / 100;
        }
        section.refuse(key, "'" + text + "' is no percentage", "Write a percentage such as 10%");
        return otherwise;
    }
}
