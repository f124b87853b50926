package dev.caravan.processors.ledger;

import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What remains of one exchange with a model: of a call that went through the gateway, or of one that was reported to it.
 *
 * @param requestId the call's id, or the reporter's; unique within the owner's project, or for the owner's key where
 *     that has none: a second record of that id is the same exchange and is not kept
 * @param source how it came
 * @param owner who it belongs to
 * @param trace where it stands in a trace
 * @param timing when it was, and how long it took
 * @param request what was asked of whom
 * @param result how it ended
 * @param content what was said, as text
 * @param usage what it used, in tokens
 * @param isEstimated whether the provider did not tell all of it
 * @param cost what it cost
 * @param bodies the bytes of both sides
 */
public record ExchangeRecord(
        String requestId,
        Source source,
        Owner owner,
        Trace trace,
        Timing timing,
        Asked request,
        Result result,
        Content content,
        Usage usage,
        boolean isEstimated,
        Cost cost,
        Bodies bodies) {

    /** The same with other texts. */
    ExchangeRecord withTexts(Content texts, Bodies bytes) {
        return new ExchangeRecord(
                requestId, source, owner, trace, timing, request, result, texts, usage, isEstimated, cost, bytes);
    }

    /** How an exchange came into the ledger. */
    public enum Source {
        PROXY,
        INGEST,
        INTAKE,
        OTLP,
        SPANS,
        ATIF,
        KAFKA
    }

    /**
     * Who an exchange belongs to.
     *
     * @param project the project's name; null for none
     * @param key the name of the key that called or reported
     * @param user the end user, or null
     * @param session the session that groups it with others, or null
     */
    public record Owner(
            @Nullable String project, @Nullable String key, @Nullable String user, @Nullable String session) {}

    /**
     * Where it stands in a trace; all null where it stands in none.
     *
     * @param traceId 32 hexadecimal digits, or the reporter's own word
     * @param spanId 16 hexadecimal digits, or the reporter's own word
     * @param parentSpanId the span around it
     */
    public record Trace(@Nullable String traceId, @Nullable String spanId, @Nullable String parentSpanId) {

        public static final Trace NONE = new Trace(null, null, null);
    }

    /**
     * When it was.
     *
     * @param started when the request came, or was reported to have come
     * @param total how long it took, null when unknown
     * @param firstToken until the answer began, null when unknown
     * @param overhead what the gateway itself took, null where it was not asked
     */
    public record Timing(
            Instant started, @Nullable Duration total, @Nullable Duration firstToken, @Nullable Duration overhead) {

        /** Whoever tells of a longer call has a wrong clock. Times are added up: millions of this one have room in a sum. */
        public static final Duration LONGEST = Duration.ofDays(7);

        /** A time that was told from elsewhere; null where it is none that a call can take. */
        public static @Nullable Duration sound(@Nullable Duration told) {
            return told == null || told.isNegative() || told.compareTo(LONGEST) > 0 ? null : told;
        }
    }

    /**
     * What was asked.
     *
     * @param method the HTTP method, or null
     * @param path the path that was called, or null
     * @param provider who served it or was to, or null
     * @param model the model as the client named it, or null
     * @param servedModel the model as the provider names it, or null
     * @param stream whether a stream was asked for
     */
    public record Asked(
            @Nullable String method,
            @Nullable String path,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String servedModel,
            boolean stream) {}

    /**
     * How it ended.
     *
     * @param status the HTTP status; 0 when unknown
     * @param outcome a word of low cardinality: {@code complete}, {@code client_gone}, {@code broken}
     * @param errorCode the error's code, or null
     * @param finishReason why the model stopped, in the provider's word, or null
     */
    public record Result(int status, String outcome, @Nullable String errorCode, @Nullable String finishReason) {}

    /**
     * What was said.
     *
     * @param prompt what the user said last, or null
     * @param completion what the model answered, or null
     * @param toolCalls the calls of tools as JSON, or null for none
     * @param metadata what else is known, in order; JSON texts
     */
    public record Content(
            @Nullable String prompt,
            @Nullable String completion,
            @Nullable String toolCalls,
            Map<String, String> metadata) {

        public static final Content NONE = new Content(null, null, null, Map.of());

        public Content {
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
    }

    /**
     * What it cost, in USD; null where that is not known, which is not zero.
     *
     * @param details parts of it by the reporter's words
     */
    public record Cost(
            @Nullable BigDecimal total,
            @Nullable BigDecimal input,
            @Nullable BigDecimal output,
            Map<String, BigDecimal> details) {

        public static final Cost UNKNOWN = new Cost(null, null, null, Map.of());

        public Cost {
            details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        }
    }

    /**
     * The bytes of both sides as they were, from position to limit; null where they are not kept. Neither bytes nor positions
     * are to be changed.
     *
     * @param request the request's body
     * @param response the answer's body; a stream as it was recorded
     */
    public record Bodies(@Nullable ByteBuffer request, @Nullable ByteBuffer response) {

        public static final Bodies NONE = new Bodies(null, null);
    }
}
