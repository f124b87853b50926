package dev.caravan.processors.guardrails.kinds.text;

import dev.caravan.spi.guard.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what several searches find in one text, in any order and overlapping. Not thread-safe: one for each scan. */
public final class Findings {

    private static final Comparator<Finding> BY_PLACE = Comparator.comparingInt(Finding::start)
            .thenComparing(Comparator.comparingInt(Finding::end).reversed());

    private final List<Finding> found = new ArrayList<>(0);

    /** Adds a place. Of two that are the same, the one that was added first gives its label. */
    public void add(int start, int end, String label) {
        found.add(new Finding(start, end, label));
    }

    /**
     * The findings in the order of their starts, none overlapping another. Where two overlap, the one that starts first stays
     * whole (the longer one, when they start together) and the other keeps what lies behind it, so that each character that
     * was found stays found.
     */
    public List<Finding> inOrder() {
        if (found.isEmpty()) {
            return List.of();
        }
        found.sort(BY_PLACE);
        List<Finding> apart = new ArrayList<>(found.size());
        int covered = 0;
        for (Finding finding : found) {
            if (finding.end() > covered) {
                apart.add(finding.start() >= covered ? finding : new Finding(covered, finding.end(), finding.label()));
                covered = finding.end();
            }
        }
        return List.copyOf(apart);
    }
}
