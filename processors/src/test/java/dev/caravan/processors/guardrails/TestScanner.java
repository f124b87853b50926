package dev.caravan.processors.guardrails;

import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.TextScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what a pattern matches, if all of it is of some characters: a run of them at the end is undecided. */
record TestScanner(String label, Pattern pattern, Pattern tail) implements TextScanner {

    static final TestScanner EMAIL = of("email", "[A-Za-z0-9.]+@[A-Za-z0-9.]+", "[A-Za-z0-9.@]");
    static final TestScanner PIN = of("pin", "\\b\\d{4}\\b", "\\w");

    static TestScanner of(String label, String regex, String characters) {
        return new TestScanner(label, Pattern.compile(regex), Pattern.compile(characters));
    }

    @Override
    public List<Finding> scan(String text) {
        List<Finding> findings = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            findings.add(new Finding(matcher.start(), matcher.end(), label));
        }
        return findings;
    }

    @Override
    public int undecided(String text) {
        int length = 0;
        while (length < text.length() && isOfTail(text.charAt(text.length() - length - 1))) {
            length++;
        }
        return length;
    }

    private boolean isOfTail(char c) {
        return tail.matcher(String.valueOf(c)).matches();
    }
}
