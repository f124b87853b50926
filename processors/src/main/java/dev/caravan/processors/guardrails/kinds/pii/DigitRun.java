package dev.caravan.processors.guardrails.kinds.pii;

import dev.caravan.processors.guardrails.kinds.text.Chars;
import java.util.Arrays;

/** A run of digits and of what may stand between the digits of a telephone number, as its groups of digits. */
final class DigitRun {

    private static final int MOST_DIGITS = 17;
    private static final int MOST_GROUPS = 8;
    private static final int MOST_SINGLE_DIGITS = 3;
    private static final int MOST_BETWEEN = 3;

    private final String text;
    private int end;
    private int digits;
    private boolean plus;
    private int groups;
    private int[] starts = new int[8];
    private int[] ends = new int[8];

    private DigitRun(String text) {
        this.text = text;
    }

    /** Whether a run may begin with that character. */
    static boolean starts(char c) {
        return Character.isDigit(c) || isPlus(c) || c == '(';
    }

    /** Reads the run that begins there. */
    static DigitRun at(String text, int start) {
        DigitRun run = new DigitRun(text);
        boolean within = false;
        int at = start;
        for (; at < text.length() && isPart(text.charAt(at)); at++) {
            boolean digit = Character.isDigit(text.charAt(at));
            if (digit) {
                run.digits++;
                if (!within) {
                    run.begin(at);
                }
                run.ends[run.groups - 1] = at + 1;
            }
            within = digit;
            run.plus |= isPlus(text.charAt(at));
        }
        run.end = at;
        return run;
    }

    /** Where the run begins that the text ends with; the text's length when it ends with none. */
    static int last(String text) {
        int start = text.length();
        while (start > 0 && isPart(text.charAt(start - 1))) {
            start--;
        }
        while (start < text.length() && !starts(text.charAt(start))) {
            start++;
        }
        return start;
    }

    int end() {
        return end;
    }

    int digits() {
        return digits;
    }

    boolean hasPlus() {
        return plus;
    }

    int groups() {
        return groups;
    }

    /** How many digits a group has. */
    int length(int group) {
        return ends[group] - starts[group];
    }

    /** Where a group ends. */
    int end(int group) {
        return ends[group];
    }

    /** Whether a plus sign stands before a group. */
    boolean isInternational(int group) {
        int at = starts[group] - 1;
        return at >= 0 && (isPlus(text.charAt(at)) || text.charAt(at) == '(' && at > 0 && isPlus(text.charAt(at - 1)));
    }

    /** Where a number of those groups begins: with its plus sign, and with a bracket that is closed within it. */
    int start(int group, int last) {
        int start = starts[group];
        boolean more = true;
        while (more && start > 0) {
            char c = text.charAt(start - 1);
            more = isPlus(c) || c == '(' && closes(starts[group], starts[last]);
            start -= more ? 1 : 0;
        }
        return start;
    }

    /**
     * The last group that a number beginning with that group may have, whose digits are added to {@code number}. It is the
     * group before when none can begin there.
     */
    int lastOfNumber(int group, StringBuilder number) {
        int last = group - 1;
        if (!Chars.isEdge(text, starts[group]) || isAmount(group)) {
            return last;
        }
        int single = 0;
        while (last + 1 < groups && last + 1 < group + MOST_GROUPS) {
            int next = last + 1;
            single += length(next) == 1 ? 1 : 0;
            boolean goesOn = next == group || starts[next] - ends[last] <= MOST_BETWEEN && !isInternational(next);
            boolean fits = number.length() + length(next) <= MOST_DIGITS && single <= MOST_SINGLE_DIGITS;
            if (!goesOn || !fits || isDate(next) || !Chars.isEdge(text, ends[next])) {
                return last;
            }
            for (int i = starts[next]; i < ends[next]; i++) {
                number.append((char) ('0' + Character.digit(text.charAt(i), 10)));
            }
            last = next;
        }
        return last;
    }

    private void begin(int at) {
        if (groups == starts.length) {
            starts = Arrays.copyOf(starts, 2 * groups);
            ends = Arrays.copyOf(ends, 2 * groups);
        }
        starts[groups++] = at;
    }

    private boolean closes(int from, int to) {
        int at = text.indexOf(')', from);
        return at >= 0 && at < to;
    }

    private boolean isAmount(int group) {
        return starts[group] > 0 && Character.getType(text.charAt(starts[group] - 1)) == Character.CURRENCY_SYMBOL;
    }

    /** Whether a date such as 2024-05-01 begins with that group. */
    private boolean isDate(int group) {
        if (group + 2 >= groups || length(group) != 4 || length(group + 1) != 2 || length(group + 2) != 2) {
            return false;
        }
        char mark = text.charAt(ends[group]);
        return (text.startsWith("19", starts[group]) || text.startsWith("20", starts[group]))
                && (mark == '-' || mark == '/' || mark == '.')
                && starts[group + 1] == ends[group] + 1
                && starts[group + 2] == ends[group + 1] + 1
                && text.charAt(ends[group + 1]) == mark;
    }

    private static boolean isPlus(char c) {
        return c == '+' || c == '\uff0b';
    }

    private static boolean isPart(char c) {
        return c < 128
                ? Chars.isDigit(c) || " -./()+".indexOf(c) >= 0
                : Character.isDigit(c) || isPlus(c) || Shape.isSeparator(c);
    }
}
