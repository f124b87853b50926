package dev.caravan.gateway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that somebody who mistyped probably meant. */
public final class Nearest {

    private static final int MAX_EDITS = 2;

    private Nearest() {}

    /** The candidate that is at most two edits away from the word; the alphabetically first of several as near. */
    public static Optional<String> to(String word, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> !candidate.equals(word) && near(word, candidate))
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * A sentence that starts a fix, with a blank at its end: {@code Did you mean 'url'? }; empty when nothing is near.
     */
    public static String hint(String word, Collection<String> candidates) {
        return to(word, candidates).map(near -> "Did you mean '" + near + "'? ").orElse("");
    }

    private static boolean near(String word, String candidate) {
        // Two edits turn any two-letter word into any other: a short word must share at least half of its letters.
        int allowed = Math.min(MAX_EDITS, Math.max(word.length(), candidate.length()) / 2);
        return Math.abs(word.length() - candidate.length()) <= allowed && distance(word, candidate) <= allowed;
    }

    /** The number of inserted, deleted, replaced and swapped neighbouring letters. */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
