package dev.caravan.processors.call;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a call stands in a trace (W3C Trace Context). The numbers of its own follow from the request id.
 *
 * @param traceId 32 hexadecimal digits: the client's trace, else one that begins with the call
 * @param spanId 16 hexadecimal digits: the call itself
 * @param parentSpanId the client's span around it, or null
 * @param sampled what the client has decided; null where it said nothing
 */
public record TraceContext(String traceId, String spanId, @Nullable String parentSpanId, @Nullable Boolean sampled) {

    private static final Pattern TRACEPARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final String NO_TRACE = "0".repeat(32);
    private static final String NO_SPAN = "0".repeat(16);
    private static final String FIRST_VERSION = "00";
    private static final int SPAN_DIGITS = 16;

    /**
     * @param traceparent the header of that name, or null; one that is malformed counts as absent
     * @param requestId the call's id, a UUID
     */
    static TraceContext of(@Nullable String traceparent, String requestId) {
        String digits = requestId.replace("-", "");
        String span = digits.substring(Math.max(0, digits.length() - SPAN_DIGITS));
        Matcher given = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        if (!given.matches() || isInvalid(given)) {
            return new TraceContext(digits, span, null, null);
        }
        boolean sampled = (Integer.parseInt(given.group(4), 16) & 1) == 1;
        return new TraceContext(given.group(2), span, given.group(3), sampled);
    }

    /** As the specification has it; only later versions may have more behind the flags. */
    private static boolean isInvalid(Matcher given) {
        return given.group(1).equals("ff")
                || given.group(2).equals(NO_TRACE)
                || given.group(3).equals(NO_SPAN)
                || (given.group(1).equals(FIRST_VERSION) && given.group(5) != null);
    }

    /** The header {@code traceparent} for whom the call asks. */
    public String header(boolean itsSampled) {
        return "00-" + traceId + '-' + spanId + (itsSampled ? "-01" : "-00");
    }
}
