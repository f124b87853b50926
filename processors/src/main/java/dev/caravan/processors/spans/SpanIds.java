package dev.caravan.processors.spans;

import dev.caravan.processors.ledger.ExchangeRecord.Trace;

/** What the records of spans are called. */
public final class SpanIds {

    private SpanIds() {}

    /**
     * The request id of a call of a model that was reported as a span: {@code traceId-spanId}. A {@code -} in the trace id is
     * written {@code ~-} there, and a {@code ~} is written {@code ~~}, so that no two spans have the same one whatever their
     * reporters call them. The hexadecimal ids of OpenTelemetry stay as they are.
     */
    public static String request(Trace span) {
        return String.valueOf(span.traceId()).replace("~", "~~").replace("-", "~-") + "-" + span.spanId();
    }
}
