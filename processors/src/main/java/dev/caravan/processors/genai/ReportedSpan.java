package dev.caravan.processors.genai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A span as it was reported, before its attributes were looked at.
 *
 * @param trace where it stands; trace and span are there
 * @param name what it is called
 * @param kind what the reporter says it stands for; {@link SpanKind#UNKNOWN} when the attributes are to tell
 * @param status how it ended
 * @param started when it began
 * @param ended when it ended, or null
 * @param sessionId the session that the reporter names outside of the attributes, or null
 * @param details {@code attributes}, {@code resource}, {@code events} and so on, as far as reported; belongs to the span
 */
public record ReportedSpan(
        Source source,
        Trace trace,
        String name,
        SpanKind kind,
        SpanStatus status,
        Instant started,
        @Nullable Instant ended,
        @Nullable String sessionId,
        ObjectNode details) {}
