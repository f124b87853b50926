package dev.caravan.processors.guardrails.kinds.secrets;

import dev.caravan.processors.guardrails.kinds.text.CharSet;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;

/** Searches JSON Web Tokens: three to five parts of Base64 with dots between them, the first the beginning of an object. */
final class JwtSearch implements Search {

    private static final String BEGINNING = "eyJ";
    private static final CharSet PART = CharSet.alnumAnd("_-");
    private static final CharSet TOKEN = CharSet.alnumAnd("_-.");
    private static final int SHORTEST_PART = 10;
    private static final int MOST_PARTS = 5;

    @Override
    public void find(String text, Findings into) {
        for (int at = text.indexOf(BEGINNING); at >= 0; at = text.indexOf(BEGINNING, at + 1)) {
            if (at == 0 || !PART.contains(text.charAt(at - 1))) {
                int end = end(text, at);
                if (end > 0) {
                    into.add(at, end, SecretType.JWT.label());
                }
            }
        }
    }

    @Override
    public int open(String text) {
        int at = TOKEN.start(text, text.length(), text.length());
        for (; at < text.length(); at++) {
            int known = Math.min(BEGINNING.length(), text.length() - at);
            if (text.regionMatches(at, BEGINNING, 0, known) && (at == 0 || !PART.contains(text.charAt(at - 1)))) {
                return at;
            }
        }
        return text.length();
    }

    private static int end(String text, int start) {
        int at = start;
        for (int part = 1; ; part++) {
            int end = PART.end(text, at, text.length());
            if (part <= 2 && end - at < SHORTEST_PART) {
                return -1;
            }
            if (part == MOST_PARTS || end == text.length() || text.charAt(end) != '.') {
                return part < 3 ? -1 : end;
            }
            at = end + 1;
        }
    }
}
