package dev.caravan.processors.guardrails.kinds.regex;

/**
 * Reads off an expression, which RE2 has compiled, the longest text that each of its matches has in it. It looks at what stands
 * outside of groups and classes; where it does not understand something, nothing is required.
 */
final class RequiredTextReader {

    private static final String SPECIAL = "\\.+*?()|[]{}^$";

    private final String regex;
    private final boolean ignoreCase;
    private final StringBuilder run = new StringBuilder();
    private String longest = "";
    private int at;

    private RequiredTextReader(String regex, int from, boolean ignoreCase) {
        this.regex = regex;
        this.at = from;
        this.ignoreCase = ignoreCase;
    }

    static RequiredText read(String regex) {
        boolean ignoreCase = regex.startsWith("(?i)");
        RequiredTextReader reader = new RequiredTextReader(regex, ignoreCase ? 4 : 0, ignoreCase);
        try {
            reader.sequence();
            return new RequiredText(reader.longest, ignoreCase);
        } catch (NotUnderstood e) {
            return RequiredText.NONE;
        }
    }

    private void sequence() throws NotUnderstood {
        while (at < regex.length()) {
            char c = regex.charAt(at);
            switch (c) {
                case '|', ')', '*', '+', '?', '{' -> throw new NotUnderstood();
                case '(' -> other(afterGroup());
                case '[' -> other(afterClass());
                case '.' -> other(at + 1);
                case '^', '$' -> at++;
                case '\\' -> escape();
                default -> literal(c, at + 1);
            }
        }
        endRun();
    }

    private void escape() throws NotUnderstood {
        char c = at + 1 < regex.length() ? regex.charAt(at + 1) : 0;
        if (SPECIAL.indexOf(c) >= 0 || c == '-' || c == '/') {
            literal(c, at + 2);
        } else if (c == 'b' || c == 'B' || c == 'A' || c == 'z') {
            at += 2;
        } else if (c == 'Q') {
            throw new NotUnderstood();
        } else {
            EscapeReader reader = new EscapeReader(regex, at, ignoreCase);
            reader.read();
            other(reader.end());
        }
    }

    private void literal(char c, int next) throws NotUnderstood {
        at = next;
        int least = least();
        if (c < 128 && least > 0) {
            run.append(c);
        }
        if (c >= 128 || least != 1) {
            endRun();
        }
    }

    /** Something that is no text, and how often. */
    private void other(int next) throws NotUnderstood {
        endRun();
        at = next;
        least();
    }

    private void endRun() {
        if (run.length() > longest.length()) {
            longest = run.toString();
        }
        run.setLength(0);
    }

    /** How often what was just read comes at least: 1 without a repetition, 2 for more than once. Steps over it. */
    private int least() throws NotUnderstood {
        if (at >= regex.length()) {
            return 1;
        }
        char c = regex.charAt(at);
        int least = 1;
        if (c == '*' || c == '?') {
            at++;
            least = 0;
        } else if (c == '+') {
            at++;
            least = 2;
        } else if (c == '{') {
            int close = regex.indexOf('}', at);
            String count = close < 0 ? "" : regex.substring(at + 1, close);
            if (!count.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
                throw new NotUnderstood();
            }
            at = close + 1;
            least = count.matches("0+(,.*)?") ? 0 : 2;
        } else {
            return 1;
        }
        if (at < regex.length() && regex.charAt(at) == '?') {
            at++;
        }
        return least;
    }

    private int afterClass() throws NotUnderstood {
        ClassReader reader = new ClassReader(regex, at, ignoreCase);
        reader.read();
        return reader.end();
    }

    /** Flags that stand alone concern all that follows: what they mean for it is not looked into. */
    private int afterGroup() throws NotUnderstood {
        int depth = 0;
        for (int i = at; i < regex.length(); ) {
            char c = regex.charAt(i);
            if (regex.startsWith("\\Q", i)) {
                throw new NotUnderstood();
            } else if (c == '\\') {
                i += 2;
            } else if (c == '[') {
                ClassReader reader = new ClassReader(regex, i, ignoreCase);
                reader.read();
                i = reader.end();
            } else {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                i++;
                if (depth == 0) {
                    if (regex.substring(at, i).matches("\\(\\?[a-zA-Z-]*\\)")) {
                        throw new NotUnderstood();
                    }
                    return i;
                }
            }
        }
        throw new NotUnderstood();
    }
}
