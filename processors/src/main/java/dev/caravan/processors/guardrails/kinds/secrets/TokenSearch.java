package dev.caravan.processors.guardrails.kinds.secrets;

import dev.caravan.processors.guardrails.kinds.text.Chars;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Searches credentials that are known by how they begin. */
final class TokenSearch implements Search {

    private record Named(TokenRule rule, String label) {}

    private final List<List<Named>> byFirst = new ArrayList<>();

    TokenSearch(Collection<SecretType> types) {
        for (char c = 0; c < 128; c++) {
            byFirst.add(new ArrayList<>(0));
        }
        for (SecretType type : types) {
            for (TokenRule rule : type.rules()) {
                byFirst.get(rule.prefix().charAt(0)).add(new Named(rule, type.label()));
            }
        }
    }

    @Override
    public void find(String text, Findings into) {
        for (int i = 0; i < text.length(); i++) {
            for (Named named : rulesAt(text, i)) {
                TokenRule rule = named.rule;
                if (text.startsWith(rule.prefix(), i)) {
                    int end = rule.end(text, i);
                    int start = rule.prefixIsSecret() ? i : i + rule.prefix().length();
                    if (end > start && hasDigitAndLetter(text, start, end)) {
                        into.add(start, end, named.label);
                    }
                }
            }
        }
    }

    @Override
    public int open(String text) {
        for (int i = TokenRule.ANY.start(text, text.length(), text.length()); i < text.length(); i++) {
            for (Named named : rulesAt(text, i)) {
                String prefix = named.rule.prefix();
                if (text.regionMatches(i, prefix, 0, Math.min(prefix.length(), text.length() - i))) {
                    return i;
                }
            }
        }
        return text.length();
    }

    private List<Named> rulesAt(String text, int at) {
        char c = text.charAt(at);
        List<Named> rules = c < 128 ? byFirst.get(c) : List.of();
        return rules.isEmpty() || at > 0 && Chars.isAlnum(text.charAt(at - 1)) ? List.of() : rules;
    }

    /** A word such as sk-learn-and-its-many-friends has no digit. */
    private static boolean hasDigitAndLetter(String text, int start, int end) {
        boolean digit = false;
        boolean letter = false;
        for (int i = start; i < end; i++) {
            digit |= Chars.isDigit(text.charAt(i));
            letter |= Chars.isAsciiLetter(text.charAt(i));
        }
        return digit && letter;
    }
}
