package dev.caravan.spi.exchange;

import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with a model that the ledger has committed, proxied or reported. Texts and bodies are there as far as the ledger
 * keeps them. Immutable; the buffers are not to be changed, nor their positions.
 *
 * @param requestId unique within the project; without one, among those of the key
 * @param source how it came: {@code proxy}, {@code ingest}, {@code intake}, {@code otlp}, {@code spans}, {@code atif}, {@code
 *     kafka}
 * @param started when the request came
 * @param project the project that it belongs to, or null
 * @param key the name of the key that called or reported, or null
 * @param user the end user, or null
 * @param session the session, or null
 * @param provider who served it, or null
 * @param model the model as the client named it, or null
 * @param servedModel the model as the provider names it, or null
 * @param status the HTTP status, 0 when unknown
 * @param outcome {@code complete}, {@code client_gone}, {@code broken}, {@code reported}
 * @param finishReason why the model stopped, or null
 * @param latency how long it took, or null
 * @param firstToken until the answer began, or null
 * @param usage the tokens
 * @param costUsd what it cost, or null when that is not known
 * @param prompt what the user said last, or null
 * @param completion what the model answered, or null
 * @param toolCalls the calls of tools as a JSON array {@code [{"id","name","arguments"}]}, or null
 * @param metadata what else is known
 * @param request the request's body, or null
 * @param response the answer's body, a stream as it was recorded; or null
 */
public record RecordedExchange(
        String requestId,
        String source,
        Instant started,
        @Nullable String project,
        @Nullable String key,
        @Nullable String user,
        @Nullable String session,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String servedModel,
        int status,
        String outcome,
        @Nullable String finishReason,
        @Nullable Duration latency,
        @Nullable Duration firstToken,
        Usage usage,
        @Nullable BigDecimal costUsd,
        @Nullable String prompt,
        @Nullable String completion,
        @Nullable String toolCalls,
        Map<String, String> metadata,
        @Nullable ByteBuffer request,
        @Nullable ByteBuffer response) {}
