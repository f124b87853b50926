package dev.caravan.processors.guardrails;

import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.TextScanner;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Shows a text to a scanner. What the scanner cannot decide yet is held back, but no more than the window; a finding is never
 * let out in parts, unless it is longer than the window. A scanner that only watches holds nothing back. Where the text is let
 * out, a little of it is kept, so that the scanner sees what the next piece follows.
 */
final class ScanFlow implements TextFlow {

    /** So much of what was let out is shown again, for the sake of word boundaries. */
    private static final int CONTEXT = 64;

    private final int place;
    private final ConfiguredGuardrail guardrail;
    private final TextScanner scanner;
    private final Tally tally;
    private final BinaryOperator<String> redaction;

    /** What the scanner is shown: what it has seen and was let out, and behind that what it has not decided. */
    private final StringBuilder text = new StringBuilder();

    private int letOut;
    private boolean broken;

    /**
     * @param place the guardrail's place in the tally
     * @param scanner the guardrail itself
     * @param redaction what to put in the place of a finding, by its label and its text
     */
    ScanFlow(
            int place,
            ConfiguredGuardrail guardrail,
            TextScanner scanner,
            Tally tally,
            BinaryOperator<String> redaction) {
        this.place = place;
        this.guardrail = guardrail;
        this.scanner = scanner;
        this.tally = tally;
        this.redaction = redaction;
    }

    @Override
    public String grow(String more) {
        if (broken) {
            return more;
        }
        text.append(more);
        String released = advance(false);
        return guardrail.action().enforces() ? released : more;
    }

    @Override
    public String end() {
        if (broken || text.length() == letOut) {
            return "";
        }
        String released = advance(true);
        return guardrail.action().enforces() ? released : "";
    }

    @Override
    public String whole(String given) {
        if (broken) {
            return given;
        }
        try {
            List<Finding> findings = scanner.scan(given);
            return findings.isEmpty() ? given : written(given, 0, given.length(), findings);
        } catch (RuntimeException | StackOverflowError e) {
            fail(e);
            return given;
        }
    }

    private String advance(boolean complete) {
        String known = text.toString();
        try {
            List<Finding> findings = scanner.scan(known);
            int cut = complete ? known.length() : cut(known, findings, scanner.undecided(known));
            String released = written(known, letOut, cut, findings);
            keep(known, cut, findings);
            return released;
        } catch (RuntimeException | StackOverflowError e) {
            fail(e);
            return known.substring(letOut);
        }
    }

    /** The place up to which the text can be let out. */
    private int cut(String known, List<Finding> findings, int undecided) {
        int length = known.length();
        int cut = Math.max(letOut, length - Math.min(Math.max(0, undecided), guardrail.window()));
        for (Finding finding : findings) {
            if (finding.start() < cut && finding.end() > cut) {
                boolean fits = length - finding.start() <= guardrail.window();
                cut = fits ? Math.max(letOut, finding.start()) : finding.end();
                break;
            }
        }
        return cut > letOut && Character.isHighSurrogate(known.charAt(cut - 1)) ? cut - 1 : cut;
    }

    /** That part of the text with what was found in it replaced; findings that began before it count from its start. */
    private String written(String known, int start, int end, List<Finding> findings) {
        StringBuilder out = new StringBuilder(end - start);
        int from = start;
        for (Finding finding : findings) {
            if (finding.end() <= from) {
                continue;
            }
            if (finding.end() > end) {
                break;
            }
            int first = Math.max(from, finding.start());
            tally.found(place, finding.label());
            if (guardrail.action() == GuardrailAction.REDACT) {
                String found = known.substring(first, finding.end());
                out.append(known, from, first).append(redaction.apply(finding.label(), found));
            } else {
                out.append(known, from, finding.end());
            }
            from = finding.end();
        }
        return out.append(known, from, end).toString();
    }

    /**
     * Forgets what is let out but for its end. What was found is forgotten, and so is a word that would be cut in two: the
     * scanner is to see again nothing that it might take for something else now.
     */
    private void keep(String known, int cut, List<Finding> findings) {
        int from = Math.max(0, cut - CONTEXT);
        if (from > 0) {
            int word = from;
            while (word < cut && !Character.isWhitespace(known.charAt(word))) {
                word++;
            }
            from = word < cut ? word : from;
        }
        for (Finding finding : findings) {
            if (finding.end() <= cut) {
                from = Math.max(from, finding.end());
            }
        }
        text.delete(0, from);
        letOut = cut - from;
    }

    private void fail(Throwable cause) {
        broken = true;
        tally.failed(place, cause);
    }
}
