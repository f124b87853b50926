package dev.caravan.processors.guardrails;

import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Puts the originals back in the place of their placeholders. Holds back what may be the start of one, and nothing else. */
final class RestoreFlow implements TextFlow {

    private final NavigableMap<String, String> originals;
    private final String firstCharacters;
    private final int longest;
    private String held = "";

    /** @param originals by placeholders; not empty, and not changed any more */
    RestoreFlow(NavigableMap<String, String> originals) {
        this.originals = originals;
        StringBuilder firsts = new StringBuilder();
        int length = 0;
        for (String placeholder : originals.keySet()) {
            String first = placeholder.substring(0, 1);
            if (firsts.indexOf(first) < 0) {
                firsts.append(first);
            }
            length = Math.max(length, placeholder.length());
        }
        firstCharacters = firsts.toString();
        longest = length;
    }

    @Override
    public String grow(String more) {
        String text = held.isEmpty() ? more : held + more;
        StringBuilder out = new StringBuilder(text.length());
        held = text.substring(restore(text, out, false));
        return out.toString();
    }

    @Override
    public String end() {
        String text = held;
        held = "";
        return whole(text);
    }

    @Override
    public String whole(String text) {
        StringBuilder out = new StringBuilder(text.length());
        restore(text, out, true);
        String restored = out.toString();
        return restored.equals(text) ? text : restored;
    }

    /** @return where the end begins that may yet become a placeholder */
    private int restore(String text, StringBuilder out, boolean complete) {
        int at = 0;
        while (at < text.length()) {
            boolean mayBegin = firstCharacters.indexOf(text.charAt(at)) >= 0;
            if (mayBegin && !complete && isStart(text, at)) {
                return at;
            }
            Map.Entry<String, String> found = mayBegin ? longestAt(text, at) : null;
            if (found == null) {
                out.append(text.charAt(at));
                at++;
            } else {
                out.append(found.getValue());
                at += found.getKey().length();
            }
        }
        return at;
    }

    /** Whether all of the rest of the text is how a longer placeholder begins. */
    private boolean isStart(String text, int at) {
        if (text.length() - at >= longest) {
            return false;
        }
        String rest = text.substring(at);
        String next = originals.higherKey(rest);
        return next != null && next.startsWith(rest);
    }

    /** The longest placeholder that stands there; null when there is none. */
    private Map.@Nullable Entry<String, String> longestAt(String text, int at) {
        String probe = text.substring(at, Math.min(text.length(), at + longest));
        Map.Entry<String, String> candidate = originals.floorEntry(probe);
        while (candidate != null && !probe.startsWith(candidate.getKey())) {
            // Every placeholder that the probe begins with is one that both of them begin with.
            probe = probe.substring(0, common(probe, candidate.getKey()));
            candidate = originals.floorEntry(probe);
        }
        return candidate;
    }

    private static int common(String a, String b) {
        int length = 0;
        while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }
}
