package dev.caravan.processors.guardrails.kinds.text;

import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.TextScanner;
import java.util.List;

/** Several searches as one scanner. */
public final class SearchScanner implements TextScanner {

    private final List<Search> searches;

    /** @param searches where two find the same place, the first of them names it */
    public SearchScanner(List<? extends Search> searches) {
        this.searches = List.copyOf(searches);
    }

    @Override
    public List<Finding> scan(String text) {
        Findings findings = new Findings();
        for (Search search : searches) {
            search.find(text, findings);
        }
        return findings.inOrder();
    }

    @Override
    public int undecided(String text) {
        // Half a character at the end: which one it will be is not known, so the text is taken to end before it.
        boolean halved = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
        String known = halved ? text.substring(0, text.length() - 1) : text;
        int open = known.length();
        for (Search search : searches) {
            open = Math.min(open, search.open(known));
        }
        return text.length() - open;
    }
}
