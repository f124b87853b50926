package dev.caravan.processors.guardrails.kinds.regex;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;

/**
 * Searches the matches of an expression.
 *
 * <p>RE2 finds one match in linear time, but one search after the other need not be: for {@code a.*b|a} each looks through the
 * rest of the text again. So what is read is counted, and beyond {@value #READS_PER_CHARACTER} times the text a match stands for
 * all that follows it and that a match could be made of.
 */
final class RegexSearch implements Search {

    private static final int READS_PER_CHARACTER = 64;
    private static final int READS_IN_ANY_CASE = 1 << 16;

    private final Pattern pattern;
    private final Extent extent;
    private final RequiredText required;
    private final String label;

    RegexSearch(Pattern pattern, String label) {
        this.pattern = pattern;
        this.extent = ExtentReader.read(pattern.pattern());
        this.required = RequiredTextReader.read(pattern.pattern());
        this.label = label;
    }

    @Override
    public void find(String text, Findings into) {
        if (required.isIn(text)) {
            findAll(text, into);
        }
    }

    private void findAll(String text, Findings into) {
        CountedText counted = new CountedText(text);
        long limit = (long) READS_PER_CHARACTER * text.length() + READS_IN_ANY_CASE;
        Matcher matcher = pattern.matcher(counted);
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            int start = matcher.start();
            int end = matcher.end();
            if (counted.reads() > limit) {
                end = endOfRun(text, end);
            }
            if (end > start) {
                into.add(start, end, label);
                from = end;
            } else {
                from = end + (end < text.length() ? Character.charCount(text.codePointAt(end)) : 1);
            }
        }
    }

    @Override
    public int open(String text) {
        // A match ends at a character that it cannot be made of; so what may change lies behind the last of those.
        int run = text.length();
        while (run > 0 && extent.alphabet().contains(text.charAt(run - 1))) {
            run--;
        }
        long reach = extent.longest() - 1 + (extent.looksAhead() ? 1 : 0);
        return (int) Math.max(run, text.length() - Math.max(0, reach));
    }

    private int endOfRun(String text, int from) {
        int end = from;
        while (end < text.length() && extent.alphabet().contains(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
