package dev.caravan.processors.guardrails.kinds.secrets;

import dev.caravan.processors.guardrails.kinds.text.CharSet;
import dev.caravan.processors.guardrails.kinds.text.Chars;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;

/** Searches private keys in the form of PEM or PGP: the whole block, and of one that is cut off what is there. */
final class PrivateKeySearch implements Search {

    private static final String DASHES = "-----";
    private static final String BEGIN = DASHES + "BEGIN ";
    private static final String END = DASHES + "END ";
    private static final String PRIVATE = "PRIVATE KEY";
    private static final int LONGEST_TITLE = 64;
    private static final int SHORTEST_LINE = 16;
    private static final CharSet BODY = CharSet.alnumAnd("+/=\\");

    @Override
    public void find(String text, Findings into) {
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int body = bodyStart(text, at);
            if (body < 0) {
                at = text.indexOf(BEGIN, at + 1);
            } else {
                int end = blockEnd(text, body);
                into.add(at, end, SecretType.PRIVATE_KEY.label());
                at = text.indexOf(BEGIN, end);
            }
        }
    }

    @Override
    public int open(String text) {
        int begin = text.lastIndexOf(BEGIN);
        if (begin >= 0 && isOpen(text, begin)) {
            return begin;
        }
        for (int known = Math.min(BEGIN.length() - 1, text.length()); known > 0; known--) {
            if (text.endsWith(BEGIN.substring(0, known))) {
                return text.length() - known;
            }
        }
        return text.length();
    }

    private static boolean isOpen(String text, int begin) {
        int title = begin + BEGIN.length();
        int dashes = text.indexOf(DASHES, title);
        if (dashes < 0) {
            return text.length() - title <= LONGEST_TITLE + DASHES.length();
        }
        int body = bodyStart(text, begin);
        return body >= 0 && closed(text, body) < 0;
    }

    /** Where the body begins behind the title of a private key; -1 when it is another title, or is not complete. */
    private static int bodyStart(String text, int begin) {
        int title = begin + BEGIN.length();
        int limit = Math.min(text.length(), title + LONGEST_TITLE);
        for (int i = title; i < limit; i++) {
            char c = text.charAt(i);
            if (c == '-') {
                boolean isPrivate = text.substring(title, i).contains(PRIVATE);
                return isPrivate && text.startsWith(DASHES, i) ? i + DASHES.length() : -1;
            }
            if (c != ' ' && !Chars.isAlnum(c)) {
                return -1;
            }
        }
        return -1;
    }

    private static int blockEnd(String text, int body) {
        int closed = closed(text, body);
        return closed >= 0 ? closed : cutOff(text, body);
    }

    /** Where the block ends; -1 when its last line does not follow before another block begins. */
    private static int closed(String text, int body) {
        int dashes = text.indexOf(DASHES, body);
        if (dashes < 0 || !text.startsWith(END, dashes)) {
            return -1;
        }
        int last = text.indexOf(DASHES, dashes + END.length());
        return last < 0 || last - dashes > LONGEST_TITLE + END.length() ? -1 : last + DASHES.length();
    }

    /** Where the lines of a block without an end stop to look like its body. */
    private static int cutOff(String text, int body) {
        int end = body;
        int at = body;
        while (at < text.length()) {
            while (at < text.length() && Chars.isSpace(text.charAt(at))) {
                at++;
            }
            int line = BODY.end(text, at, text.length());
            if (line - at < SHORTEST_LINE) {
                return end;
            }
            end = line;
            at = line;
        }
        return end;
    }
}
