package dev.caravan.processors.guardrails.kinds.pii;

import dev.caravan.processors.guardrails.kinds.text.Chars;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;
import java.util.List;

/** Searches numbers of fixed forms. Each is a word, or several; it neither begins nor ends within a word. */
final class NumberSearch implements Search {

    /** No form has fewer digits: an IPv4 address. */
    private static final int FEWEST_DIGITS = 4;

    private static final int MOST_DIGITS = 19;

    private final List<NumberForm> withLetterFirst;
    private final List<NumberForm> withDigitFirst;

    /** @param forms of two that fit at the same place, the longer one counts, or else the first */
    NumberSearch(List<NumberForm> forms) {
        this.withLetterFirst =
                forms.stream().filter(form -> form.leadingDigits() == 0).toList();
        this.withDigitFirst =
                forms.stream().filter(form -> form.leadingDigits() > 0).toList();
    }

    @Override
    public void find(String text, Findings into) {
        if (Chars.digits(text, FEWEST_DIGITS) < FEWEST_DIGITS) {
            return;
        }
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            boolean alnum = Chars.isAlnum(text.charAt(i));
            if (alnum && !within && Chars.isEdge(text, i)) {
                findAt(text, i, into);
            }
            within = alnum;
        }
    }

    private void findAt(String text, int start, Findings into) {
        int digits = leadingDigits(text, start);
        for (NumberForm form : digits == 0 ? withLetterFirst : withDigitFirst) {
            if (digits >= form.leadingDigits()) {
                int end = form.end(text, start);
                if (end > start && Chars.isEdge(text, end)) {
                    into.add(start, end, form.label());
                }
            }
        }
    }

    /** How many digits stand there, separators between them left out; it need not know beyond {@link #MOST_DIGITS}. */
    private static int leadingDigits(String text, int start) {
        int digits = 0;
        boolean separated = true;
        for (int i = start; i < text.length() && digits < MOST_DIGITS; i++) {
            if (Chars.isDigit(text.charAt(i))) {
                digits++;
                separated = false;
            } else if (!separated && Shape.isSeparator(text.charAt(i))) {
                separated = true;
            } else {
                return digits;
            }
        }
        return digits;
    }

    @Override
    public int open(String text) {
        for (int i = Math.max(0, text.length() - NumberForm.LONGEST); i < text.length(); i++) {
            if (Chars.isAlnum(text.charAt(i)) && Chars.isEdge(text, i) && isOpen(text, i)) {
                return i;
            }
        }
        return text.length();
    }

    private boolean isOpen(String text, int start) {
        for (NumberForm form : Chars.isDigit(text.charAt(start)) ? withDigitFirst : withLetterFirst) {
            int end = form.end(text, start);
            // One behind a number, it matters whether a dot ends the sentence or goes on.
            if (end == NumberForm.OPEN || end >= text.length() - 1) {
                return true;
            }
        }
        return false;
    }
}
