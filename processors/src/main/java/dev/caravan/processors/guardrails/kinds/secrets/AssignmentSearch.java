package dev.caravan.processors.guardrails.kinds.secrets;

import dev.caravan.processors.guardrails.kinds.text.CharSet;
import dev.caravan.processors.guardrails.kinds.text.Chars;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Searches values that are given to a name such as {@code password} or {@code API_KEY}. Only the value is found, so that a reader
 * of the redacted text still sees what stood there.
 */
final class AssignmentSearch implements Search {

    private static final List<String> NAMES = List.of(
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "secret",
            "apikey",
            "accesskey",
            "secretkey",
            "privatekey",
            "encryptionkey",
            "signingkey",
            "authkey",
            "token",
            "credential",
            "credentials",
            "authorization");
    private static final Set<String> NO_SECRETS =
            Set.of("undefined", "required", "optional", "redacted", "changeme", "placeholder", "password", "username");

    private static final CharSet NAME = CharSet.alnumAnd("_.-");
    private static final CharSet QUOTES = CharSet.of("\"'`");
    private static final CharSet VALUE = CharSet.alnumAnd("!#$%*+-./:=?@^_|~");
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 256;
    private static final int MOST_BETWEEN = 4;
    private static final int SHORTEST_QUOTED = 6;
    private static final int SHORTEST = 8;
    private static final int SHORTEST_OF_LETTERS = 16;
    private static final int AWS_LENGTH = 40;
    private static final int REACH = LONGEST_NAME + LONGEST_VALUE + 4 * MOST_BETWEEN + "Bearer ".length();

    private final boolean aws;
    private final boolean others;

    /**
     * @param aws whether secret keys of AWS are looked for
     * @param others whether all other values are
     */
    AssignmentSearch(boolean aws, boolean others) {
        this.aws = aws;
        this.others = others;
    }

    @Override
    public void find(String text, Findings into) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' || c == ':') {
                int name = nameStart(text, i);
                if (name < i) {
                    findValue(text, name, i, into);
                }
            }
        }
    }

    @Override
    public int open(String text) {
        for (int i = Math.max(0, text.length() - REACH); i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' || c == ':') {
                int name = nameStart(text, i);
                if (name < i && valueEnd(text, valueStart(text, i)) == text.length()) {
                    return name;
                }
            }
        }
        // The name may go on, or be followed by what gives it a value.
        int end = text.length();
        while (end > 0 && text.length() - end < 2 * MOST_BETWEEN && isBetween(text.charAt(end - 1))) {
            end--;
        }
        int name = NAME.start(text, end, LONGEST_NAME);
        return end == text.length() || isSecretName(text, name, end) ? name : text.length();
    }

    private void findValue(String text, int name, int sign, Findings into) {
        int start = valueStart(text, sign);
        int end = valueEnd(text, start);
        boolean quoted = start > 0 && QUOTES.contains(text.charAt(start - 1));
        if (aws && isAwsKey(text, name, sign, start, end)) {
            into.add(start, end, SecretType.AWS_SECRET_KEY.label());
        } else if (others && isSecret(text, start, end, quoted)) {
            into.add(start, end, SecretType.ASSIGNED_SECRET.label());
        }
    }

    /** Where the name begins to which the sign gives a value; the sign's own place when the name means no secret. */
    private static int nameStart(String text, int sign) {
        int end = sign;
        while (end > 0 && sign - end < MOST_BETWEEN && isBetween(text.charAt(end - 1))) {
            end--;
        }
        int start = NAME.start(text, end, LONGEST_NAME);
        return start < end && isSecretName(text, start, end) ? start : sign;
    }

    private static boolean isBetween(char c) {
        return c == ' ' || c == '\t' || c == '\\' || c == ':' || c == '=' || c == '>' || QUOTES.contains(c);
    }

    private static boolean isSecretName(String text, int start, int end) {
        if (end - start < 3) {
            return false;
        }
        StringBuilder letters = new StringBuilder();
        for (int i = start; i < end; i++) {
            if (Chars.isAlnum(text.charAt(i))) {
                letters.append(text.charAt(i));
            }
        }
        String name = letters.toString().toLowerCase(Locale.ROOT);
        return NAMES.stream().anyMatch(name::endsWith);
    }

    private static int valueStart(String text, int sign) {
        int at = skipBetween(text, sign + 1);
        for (String scheme : List.of("Bearer ", "Basic ")) {
            if (text.regionMatches(true, at, scheme, 0, scheme.length())) {
                return skipBetween(text, at + scheme.length());
            }
        }
        return at;
    }

    private static int skipBetween(String text, int from) {
        int at = from;
        while (at < text.length() && at - from < MOST_BETWEEN && isBetween(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int valueEnd(String text, int start) {
        return VALUE.end(text, start, LONGEST_VALUE);
    }

    private static boolean isAwsKey(String text, int name, int sign, int start, int end) {
        String itsName = text.substring(name, sign).toLowerCase(Locale.ROOT);
        return end - start == AWS_LENGTH && (itsName.contains("aws") || itsName.contains("access"));
    }

    private static boolean isSecret(String text, int start, int end, boolean quoted) {
        int length = end - start;
        if (length < (quoted ? SHORTEST_QUOTED : SHORTEST) || isPlaceholder(text, start, end)) {
            return false;
        }
        boolean letter = false;
        boolean other = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            letter |= Chars.isAsciiLetter(c);
            // Dots, dashes and the like are in names of code too.
            other |= Chars.isDigit(c) || "!#$%*+?@^~".indexOf(c) >= 0;
        }
        return letter && other || quoted && letter && length >= SHORTEST_OF_LETTERS;
    }

    private static boolean isPlaceholder(String text, int start, int end) {
        char first = text.charAt(start);
        if (first == '$' || first == '%' || text.startsWith("...", start) || text.startsWith("://", start)) {
            return true;
        }
        boolean same = true;
        for (int i = start; i < end; i++) {
            same &= text.charAt(i) == first;
        }
        return same || NO_SECRETS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
    }
}
