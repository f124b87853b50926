package dev.caravan.processors.guardrails.kinds.injection;

import dev.caravan.processors.guardrails.kinds.text.CharSet;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Searches Base64 with one of the phrases within. Of a long run only the first {@value #MOST} characters are decoded. */
final class EncodedSearch implements Search {

    private static final CharSet BASE64 = CharSet.alnumAnd("+/_-=");
    private static final int FEWEST = 20;
    private static final int MOST = 4096;

    private final PhraseSearch phrases;

    EncodedSearch(PhraseSearch phrases) {
        this.phrases = phrases;
    }

    @Override
    public void find(String text, Findings into) {
        int at = 0;
        while (at < text.length()) {
            int end = BASE64.end(text, at, text.length());
            if (end - at >= FEWEST && holdsPhrase(text.substring(at, Math.min(end, at + MOST)))) {
                into.add(at, end, "encoded-instruction");
            }
            at = Math.max(end, at + 1);
        }
    }

    @Override
    public int open(String text) {
        return BASE64.start(text, text.length(), text.length());
    }

    private boolean holdsPhrase(String run) {
        StringBuilder plain = new StringBuilder(run.length());
        for (int i = 0; i < run.length(); i++) {
            switch (run.charAt(i)) {
                case '-' -> plain.append('+');
                case '_' -> plain.append('/');
                case '=' -> {}
                default -> plain.append(run.charAt(i));
            }
        }
        // One character left over is no byte.
        plain.setLength(plain.length() - (plain.length() % 4 == 1 ? 1 : 0));
        byte[] bytes = Base64.getDecoder().decode(plain.toString());
        Findings within = new Findings();
        phrases.find(new String(bytes, StandardCharsets.UTF_8), within);
        return !within.inOrder().isEmpty();
    }
}
