package dev.caravan.processors.otlp;

import dev.caravan.processors.genai.ReportedSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The spans of a request: those that can be kept, and how many cannot. Used by one thread. */
final class OtlpSpans {

    private final List<ReportedSpan> good = new ArrayList<>();
    private long rejected;
    private String firstReason = "";

    /** Takes a span, or notes why it cannot be taken. */
    void add(Supplier<ReportedSpan> span) {
        try {
            good.add(span.get());
        } catch (BadSpan bad) {
            if (rejected++ == 0) {
                firstReason = bad.reason();
            }
        }
    }

    List<ReportedSpan> good() {
        return good;
    }

    long rejected() {
        return rejected;
    }

    /** Why, of the first one that was rejected. */
    String message() {
        return rejected <= 1 ? firstReason : firstReason + " (the first of " + rejected + " rejected spans)";
    }

    /** One span cannot be kept; the others can. */
    static final class BadSpan extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BadSpan(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
