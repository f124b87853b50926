package dev.caravan.provider.bedrock.converse;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Document names as Bedrock takes them: letters, digits, single spaces, hyphens, parentheses and square brackets, 200 of them at
 * most, each name once in a request. The ending of a file's name is left to the document's format and put back on reading.
 */
final class DocumentNames {

    private static final String UNNAMED = "document";
    private static final int LONGEST = 200;
    private static final Pattern MADE_UP = Pattern.compile(UNNAMED + "(-\\d+)?");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9 ()\\[\\]-]");

    private final Set<String> used = new HashSet<>();

    /** What was written for a name, and whether the name is still to be read from it. */
    record Written(String name, boolean faithful) {}

    /** The name to send for a document; the same conversation gives the same names. */
    Written write(@Nullable String name, String format) {
        if (name == null) {
            return new Written(unused(UNNAMED), true);
        }
        String stem = withoutEnding(name, format);
        String allowed =
                FORBIDDEN.matcher(SPACES.matcher(stem).replaceAll(" ").strip()).replaceAll("-");
        String cut = allowed.length() > LONGEST ? allowed.substring(0, LONGEST).strip() : allowed;
        String sent = unused(cut.isEmpty() ? UNNAMED : cut);
        return new Written(sent, sent.equals(stem));
    }

    /** The name of a client's document, or null when it is one that stands for none. */
    static @Nullable String read(String name, @Nullable String format) {
        if (MADE_UP.matcher(name).matches()) {
            return null;
        }
        return format == null ? name : name + "." + format;
    }

    private static String withoutEnding(String name, String format) {
        int dot = name.length() - format.length() - 1;
        boolean ends =
                dot > 0 && name.charAt(dot) == '.' && name.regionMatches(true, dot + 1, format, 0, format.length());
        return ends ? name.substring(0, dot) : name;
    }

    private String unused(String name) {
        String candidate = name;
        for (int count = 2; !used.add(candidate); count++) {
            String suffix = "-" + count;
            candidate = name.substring(0, Math.min(name.length(), LONGEST - suffix.length())) + suffix;
        }
        return candidate;
    }
}
