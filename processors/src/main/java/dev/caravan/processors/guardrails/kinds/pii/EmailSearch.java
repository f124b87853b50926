package dev.caravan.processors.guardrails.kinds.pii;

import dev.caravan.processors.guardrails.kinds.text.Chars;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;

/** Searches e-mail addresses, also those with letters beyond ASCII. */
final class EmailSearch implements Search {

    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 253;

    @Override
    public void find(String text, Findings into) {
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int start = localStart(text, at);
            if (start < at) {
                int end = domainEnd(text, at + 1);
                if (end > 0) {
                    into.add(start, end, "email");
                }
            }
        }
    }

    @Override
    public int open(String text) {
        int length = text.length();
        int domain = length;
        while (domain > 0 && length - domain <= LONGEST_DOMAIN + 1 && isDomain(text.charAt(domain - 1))) {
            domain--;
        }
        // The domain of an address may go on; or what stands last is the beginning of one.
        boolean inDomain = domain > 0 && text.charAt(domain - 1) == '@';
        return localStart(text, inDomain ? domain - 1 : length);
    }

    /** Where the part before the @ begins; {@code at} when there is none. */
    private static int localStart(String text, int at) {
        int start = at;
        while (start > 0 && at - start < LONGEST_LOCAL && isLocal(text.charAt(start - 1))) {
            start--;
        }
        while (start < at && !Chars.isWordPart(text.charAt(start)) && text.charAt(start) != '_') {
            start++;
        }
        return start;
    }

    /** Where the longest domain that stands there ends; -1 when there is none. */
    private static int domainEnd(String text, int start) {
        int end = -1;
        int label = start;
        int limit = Math.min(text.length(), start + LONGEST_DOMAIN);
        for (int i = start; i <= limit; i++) {
            char c = i < limit ? text.charAt(i) : ' ';
            if (isDomain(c) && c != '.') {
                continue;
            }
            int last = i;
            while (last > label && text.charAt(last - 1) == '-') {
                last--;
            }
            if (last == label || text.charAt(label) == '-') {
                return end;
            }
            if (label > start && isTop(text, label, last)) {
                end = last;
            }
            if (c != '.' || last < i) {
                return end;
            }
            label = i + 1;
        }
        return end;
    }

    /** A top-level domain: two letters at least, or the ASCII form of other ones. */
    private static boolean isTop(String text, int start, int end) {
        if (text.regionMatches(true, start, "xn--", 0, 4)) {
            return true;
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!Chars.isWordPart(c) || Chars.isDigit(c)) {
                return false;
            }
        }
        return end - start >= 2;
    }

    private static boolean isDomain(char c) {
        return c == '.' || c == '-' || Chars.isWordPart(c);
    }

    private static boolean isLocal(char c) {
        return Chars.isWordPart(c) || "._%+-'!#$&*~".indexOf(c) >= 0;
    }
}
