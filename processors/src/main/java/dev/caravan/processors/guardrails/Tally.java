package dev.caravan.processors.guardrails;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.guard.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What guardrails have found in one side of a call. A guardrail goes by its place among them, which is their order. Used on one
 * thread at a time.
 */
final class Tally {

    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);
    private static final int NONE = Integer.MAX_VALUE;
    private static final int LONGEST_LABEL = 40;
    private static final int LONGEST_REASON = 300;

    private final String callId;
    private final Side side;
    private final List<ConfiguredGuardrail> guardrails;
    private final GuardrailMetrics metrics;
    private final @Nullable Entry[] entries;
    private int refusing = NONE;
    private boolean redacted;
    private boolean counted;
    private boolean away;

    /** @param guardrails those that look at this side, in order */
    Tally(String callId, Side side, List<ConfiguredGuardrail> guardrails, GuardrailMetrics metrics) {
        this.callId = callId;
        this.side = side;
        this.guardrails = guardrails;
        this.metrics = metrics;
        this.entries = new Entry[guardrails.size()];
    }

    /** A scanner has found something. */
    void found(int place, String label) {
        entry(place).labels.merge(clean(label), 1, Integer::sum);
        GuardrailAction action = guardrails.get(place).action();
        redacted |= action == GuardrailAction.REDACT;
        refuseIf(action == GuardrailAction.BLOCK, place);
    }

    /** A judge has something against the text. */
    void objected(int place, String reason) {
        Entry entry = entry(place);
        entry.reason = sentence(reason);
        refuseIf(guardrails.get(place).action() == GuardrailAction.BLOCK, place);
        countLate(place);
    }

    /** A guardrail has broken; what it throws may quote the text and is shown to nobody. */
    void failed(int place, Throwable cause) {
        ConfiguredGuardrail guardrail = guardrails.get(place);
        Entry entry = entry(place);
        if (entry.failed) {
            return;
        }
        entry.failed = true;
        refuseIf(guardrail.failsClosed(), place);
        StackTraceElement[] trace = cause.getStackTrace();
        LOG.atWarn()
                .addKeyValue("request_id", callId)
                .addKeyValue("guardrail", guardrail.name())
                .addKeyValue("error", cause.getClass().getName())
                .addKeyValue("at", trace.length == 0 ? "unknown" : trace[0].toString())
                .log("a guardrail failed");
        countLate(place);
    }

    /** Whether the call is to be refused. */
    boolean refuses() {
        return refusing != NONE;
    }

    /** Why the call is refused, by the first guardrail that refuses it; null when none does. */
    @Nullable
    GatewayError refusal() {
        if (!refuses()) {
            return null;
        }
        String name = guardrails.get(refusing).name();
        Entry entry = entry(refusing);
        if (entry.failed) {
            return GatewayError.of(422, "guardrail_failed", "Guardrail '%s' failed, so that nothing passes it.", name);
        }
        String why = entry.reason.isEmpty() ? String.join(", ", entry.labels.keySet()) : entry.reason;
        return GatewayError.of(
                422, "guardrail_blocked", "Blocked by guardrail '%s'%s.", name, why.isEmpty() ? "" : ": " + why);
    }

    /** Whether something was replaced. */
    boolean redacted() {
        return redacted;
    }

    /**
     * Whether a worker has it: then the call's event loop, where the call may end meanwhile, leaves it alone.
     *
     * @param withWorker told on the event loop, before and after
     */
    void away(boolean withWorker) {
        away = withWorker;
    }

    /** Those that found something or failed, in order. */
    List<GuardrailResult> results() {
        List<GuardrailResult> results = new ArrayList<>();
        if (away) {
            return results;
        }
        for (int place = 0; place < entries.length; place++) {
            if (entries[place] != null) {
                results.add(result(place));
            }
        }
        return results;
    }

    /** What the client is told, {@code pii=redact(email:2), topics=warn}; null when that is nothing. */
    @Nullable
    String header() {
        StringBuilder header = new StringBuilder();
        for (int place = 0; place < entries.length; place++) {
            Entry entry = entries[place];
            GuardrailAction action = guardrails.get(place).action();
            boolean told = action == GuardrailAction.REDACT || action == GuardrailAction.WARN;
            if (entry == null || entry.failed || !told) {
                continue;
            }
            header.append(header.length() == 0 ? "" : ", ")
                    .append(guardrails.get(place).name())
                    .append('=')
                    .append(action.name().toLowerCase(Locale.ROOT));
            String separator = "(";
            for (Map.Entry<String, Integer> label : entry.labels.entrySet()) {
                header.append(separator).append(label.getKey()).append(':').append(label.getValue());
                separator = ",";
            }
            header.append(entry.labels.isEmpty() ? "" : ")");
        }
        return header.length() == 0 ? null : header.toString();
    }

    /** The call has ended: what was found is counted, and from now on at once. */
    void count() {
        counted = true;
        results().forEach(metrics::count);
    }

    /** A judge that nobody waits for may be slower than the call. */
    private void countLate(int place) {
        if (counted) {
            metrics.count(result(place));
        }
    }

    private GuardrailResult result(int place) {
        Entry entry = entry(place);
        ConfiguredGuardrail guardrail = guardrails.get(place);
        GuardrailOutcome outcome =
                entry.failed ? GuardrailOutcome.FAILED : guardrail.action().outcome();
        return new GuardrailResult(guardrail.name(), side, outcome, entry.labels, entry.reason);
    }

    private Entry entry(int place) {
        Entry entry = entries[place];
        if (entry == null) {
            entry = new Entry();
            entries[place] = entry;
        }
        return entry;
    }

    private void refuseIf(boolean refused, int place) {
        if (refused) {
            refusing = Math.min(refusing, place);
        }
    }

    /** Labels go into headers and come from plugins. */
    private static String clean(String label) {
        for (int i = 0; i < label.length(); i++) {
            if (i >= LONGEST_LABEL || !isPlain(label.charAt(i))) {
                StringBuilder clean = new StringBuilder(LONGEST_LABEL);
                for (int j = 0; j < label.length() && j < LONGEST_LABEL; j++) {
                    clean.append(isPlain(label.charAt(j)) ? label.charAt(j) : '_');
                }
                return clean.toString();
            }
        }
        return label;
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || c == '-'
                || c == '_'
                || c == '.';
    }

    private static String sentence(String reason) {
        String text = reason.strip();
        int length = Math.min(text.length(), LONGEST_REASON);
        while (length > 0 && text.charAt(length - 1) == '.') {
            length--;
        }
        return text.substring(0, length);
    }

    private static final class Entry {

        private final Map<String, Integer> labels = new LinkedHashMap<>();
        private String reason = "";
        private boolean failed;
    }
}
