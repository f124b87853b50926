package dev.caravan.processors.guardrails.kinds.pii;

import dev.caravan.processors.guardrails.kinds.text.Chars;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;

/** Searches IPv6 addresses: runs of hexadecimal digits, colons and dots that are one. */
final class IpV6Search implements Search {

    private static final int LONGEST = 45;

    @Override
    public void find(String text, Findings into) {
        int from = 0;
        for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', from)) {
            int start = runStart(text, colon, from);
            int end = colon;
            while (end < text.length() && isPart(text.charAt(end))) {
                end++;
            }
            from = Math.max(end, colon + 1);
            // The colon or the dot of a sentence is none of the address.
            int last = end;
            while (last > start && (text.charAt(last - 1) == '.' || isSingleColon(text, last - 1))) {
                last--;
            }
            if (isAddress(text, start, last) && isApart(text, start, last)) {
                into.add(start, last, "ip");
            }
        }
    }

    @Override
    public int open(String text) {
        return runStart(text, text.length(), 0);
    }

    private static boolean isApart(String text, int start, int end) {
        return (start == 0 || !Chars.isWordPart(text.codePointBefore(start)))
                && (end == text.length() || !Chars.isWordPart(text.codePointAt(end)));
    }

    private static int runStart(String text, int before, int limit) {
        int start = before;
        while (start > limit && isPart(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isSingleColon(String text, int at) {
        return text.charAt(at) == ':' && (at == 0 || text.charAt(at - 1) != ':');
    }

    private static boolean isPart(char c) {
        return c == ':' || c == '.' || Chars.isHex(c);
    }

    private static boolean isAddress(String text, int start, int end) {
        if (end - start < 3 || end - start > LONGEST) {
            return false;
        }
        int groups = 0;
        boolean gap = false;
        boolean digit = false;
        int at = start;
        while (at < end) {
            if (text.charAt(at) == ':') {
                boolean two = at + 1 < end && text.charAt(at + 1) == ':';
                if (two ? gap : at == start || at + 1 == end || text.charAt(at - 1) == ':') {
                    return false;
                }
                gap |= two;
                at += two ? 2 : 1;
                continue;
            }
            int group = at;
            while (at < end && Chars.isHex(text.charAt(at))) {
                digit |= Chars.isDigit(text.charAt(at++));
            }
            if (at < end && text.charAt(at) == '.') {
                groups += 2;
                at = new IpV4Form().end(text, group);
                if (at != end) {
                    return false;
                }
                break;
            }
            groups++;
            if (at - group > 4 || at == group) {
                return false;
            }
        }
        return digit && (gap ? groups < 8 : groups == 8);
    }
}
