package dev.caravan.processors.guardrails.kinds.regex;

import org.jspecify.annotations.Nullable;

/**
 * Reads the extent off an expression that RE2 has compiled, so that its syntax is right. Where it does not understand one, it
 * says that nothing is known.
 */
final class ExtentReader {

    private static final int MAX_DEPTH = 200;

    private final String regex;
    private int at;
    private int depth;
    private boolean ignoreCase;
    private boolean dotAll;

    private ExtentReader(String regex) {
        this.regex = regex;
    }

    static Extent read(String regex) {
        ExtentReader reader = new ExtentReader(regex);
        try {
            Extent extent = reader.alternatives();
            return reader.at == regex.length() ? extent : Extent.UNKNOWN;
        } catch (NotUnderstood e) {
            return Extent.UNKNOWN;
        }
    }

    private Extent alternatives() throws NotUnderstood {
        if (++depth > MAX_DEPTH) {
            throw new NotUnderstood();
        }
        boolean itsCase = ignoreCase;
        boolean itsDot = dotAll;
        Extent extent = sequence();
        while (is('|')) {
            at++;
            extent = extent.or(sequence());
        }
        ignoreCase = itsCase;
        dotAll = itsDot;
        depth--;
        return extent;
    }

    private Extent sequence() throws NotUnderstood {
        Extent extent = Extent.EMPTY;
        Extent last = Extent.EMPTY;
        while (at < regex.length() && !is('|') && !is(')')) {
            if (regex.startsWith("\\Q", at)) {
                int end = regex.indexOf("\\E", at);
                int to = end < 0 ? regex.length() : end;
                for (at += 2; at < to; ) {
                    extent = extent.then(last);
                    last = literal();
                }
                at = end < 0 ? to : end + 2;
            } else {
                Extent atom = atom();
                if (atom != null) {
                    extent = extent.then(last);
                    last = atom;
                }
            }
            // Behind flags and quoted text, a repetition concerns what stands last before it.
            last = repeated(last);
        }
        return extent.then(last);
    }

    /** Null for flags, which are nothing that could be repeated. */
    private @Nullable Extent atom() throws NotUnderstood {
        return switch (regex.charAt(at)) {
            case '(' -> group();
            case '[' -> characterClass();
            case '.' ->
                passing(Extent.one(dotAll ? Alphabet.ALL : Alphabet.of("\n").complement(), 2));
            case '^' -> passing(Extent.EMPTY);
            case '$' -> passing(Extent.LOOK_AHEAD);
            case '\\' -> escape();
            default -> literal();
        };
    }

    private Extent passing(Extent extent) {
        at++;
        return extent;
    }

    private Extent characterClass() throws NotUnderstood {
        ClassReader reader = new ClassReader(regex, at, ignoreCase);
        Extent one = reader.read();
        at = reader.end();
        return one;
    }

    private Extent escape() throws NotUnderstood {
        char c = at + 1 < regex.length() ? regex.charAt(at + 1) : 0;
        if (c == 'b' || c == 'B' || c == 'z') {
            at += 2;
            return Extent.LOOK_AHEAD;
        }
        if (c == 'A') {
            at += 2;
            return Extent.EMPTY;
        }
        EscapeReader reader = new EscapeReader(regex, at, ignoreCase);
        Extent one = reader.read();
        at = reader.end();
        return one;
    }

    private @Nullable Extent group() throws NotUnderstood {
        at++;
        if (is('?')) {
            at++;
            if (is('P') || is('<')) {
                at = indexOf('>') + 1;
            } else {
                return flags();
            }
        }
        Extent extent = alternatives();
        close();
        return extent;
    }

    /** {@code (?i)}, which concerns the rest of the group it stands in, or {@code (?i:…)}. */
    private @Nullable Extent flags() throws NotUnderstood {
        boolean on = true;
        boolean itsCase = ignoreCase;
        boolean itsDot = dotAll;
        for (; at < regex.length(); at++) {
            switch (regex.charAt(at)) {
                case '-' -> on = false;
                case 'i' -> itsCase = on;
                case 's' -> itsDot = on;
                case 'm', 'U' -> {}
                case ')' -> {
                    at++;
                    ignoreCase = itsCase;
                    dotAll = itsDot;
                    return null;
                }
                case ':' -> {
                    at++;
                    boolean outerCase = ignoreCase;
                    boolean outerDot = dotAll;
                    ignoreCase = itsCase;
                    dotAll = itsDot;
                    Extent extent = alternatives();
                    ignoreCase = outerCase;
                    dotAll = outerDot;
                    close();
                    return extent;
                }
                default -> throw new NotUnderstood();
            }
        }
        throw new NotUnderstood();
    }

    private Extent repeated(Extent atom) throws NotUnderstood {
        Extent extent = atom;
        while (at < regex.length()) {
            char c = regex.charAt(at);
            if (c == '*' || c == '+') {
                at++;
                extent = extent.times(Extent.UNBOUNDED);
            } else if (c == '?') {
                at++;
            } else if (c == '{') {
                long most = count();
                if (most < 0) {
                    return extent;
                }
                extent = extent.times(most);
            } else {
                return extent;
            }
        }
        return extent;
    }

    /** The upper bound of {@code {n}}, {@code {n,}} or {@code {n,m}}; -1 when the brace stands for itself. */
    private long count() throws NotUnderstood {
        int close = regex.indexOf('}', at);
        String inner = close < 0 ? "" : regex.substring(at + 1, close);
        int comma = inner.indexOf(',');
        String least = comma < 0 ? inner : inner.substring(0, comma);
        String most = comma < 0 ? inner : inner.substring(comma + 1);
        if (!isNumber(least) || !most.isEmpty() && !isNumber(most)) {
            return -1;
        }
        if (least.length() > 4 || most.length() > 4) {
            throw new NotUnderstood();
        }
        at = close + 1;
        return most.isEmpty() ? Extent.UNBOUNDED : Long.parseLong(most);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private Extent literal() {
        int codePoint = regex.codePointAt(at);
        at += Character.charCount(codePoint);
        Alphabet alphabet = Alphabet.range(codePoint, codePoint);
        return Extent.one(ignoreCase ? alphabet.inBothCases() : alphabet, Character.charCount(codePoint));
    }

    private void close() throws NotUnderstood {
        if (!is(')')) {
            throw new NotUnderstood();
        }
        at++;
    }

    private int indexOf(char c) throws NotUnderstood {
        int index = regex.indexOf(c, at);
        if (index < 0) {
            throw new NotUnderstood();
        }
        return index;
    }

    private boolean is(char c) {
        return at < regex.length() && regex.charAt(at) == c;
    }
}
