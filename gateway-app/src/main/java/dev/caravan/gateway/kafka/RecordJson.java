package dev.caravan.gateway.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A record as it is published. What is not known is left out. The fields that reports have, too, have their names. */
final class RecordJson {

    private static final double NANOS_OF_A_MILLI = 1e6;

    private RecordJson() {}

    /** @param omitted whether what was said is left out because the message was too large with it */
    static byte[] bytes(ExchangeRecord exchange, boolean omitted) {
        ObjectNode json = Json.object();
        json.put("request_id", exchange.requestId());
        json.put("source", exchange.source().name().toLowerCase(Locale.ROOT));
        put(json, "project", exchange.owner().project());
        put(json, "key", exchange.owner().key());
        put(json, "user_id", exchange.owner().user());
        put(json, "session_id", exchange.owner().session());
        put(json, "trace_id", exchange.trace().traceId());
        put(json, "span_id", exchange.trace().spanId());
        put(json, "parent_span_id", exchange.trace().parentSpanId());
        putTiming(json, exchange.timing());
        put(json, "method", exchange.request().method());
        put(json, "path", exchange.request().path());
        put(json, "provider", exchange.request().provider());
        put(json, "model", exchange.request().model());
        put(json, "served_model", exchange.request().servedModel());
        json.put("stream", exchange.request().stream());
        if (exchange.result().status() > 0) {
            json.put("status_code", exchange.result().status());
        }
        json.put("outcome", exchange.result().outcome());
        put(json, "error_code", exchange.result().errorCode());
        put(json, "finish_reason", exchange.result().finishReason());
        putUsage(json.putObject("usage"), exchange.usage(), exchange.isEstimated());
        putCost(json, exchange.cost());
        putContent(json, exchange.content());
        putBody(json, "request_body", exchange.bodies().request());
        putBody(json, "response_body", exchange.bodies().response());
        if (omitted) {
            json.put("bodies_omitted", true);
        }
        return Json.bytes(json);
    }

    private static void putTiming(ObjectNode json, Timing timing) {
        json.put("timestamp", timing.started().toString());
        put(json, "latency_ms", timing.total());
        put(json, "first_token_ms", timing.firstToken());
        put(json, "overhead_ms", timing.overhead());
    }

    private static void putUsage(ObjectNode json, Usage usage, boolean estimated) {
        put(json, "input_tokens", usage.input());
        put(json, "output_tokens", usage.output());
        put(json, "cache_read_tokens", usage.cacheRead());
        put(json, "cache_write_tokens", usage.cacheWrite());
        put(json, "cache_write_hour_tokens", usage.cacheWriteHour());
        put(json, "reasoning_tokens", usage.reasoning());
        put(json, "audio_input_tokens", usage.audioInput());
        put(json, "audio_output_tokens", usage.audioOutput());
        json.put("estimated", estimated);
    }

    private static void putCost(ObjectNode json, Cost cost) {
        put(json, "cost_usd", cost.total());
        put(json, "cost_input_usd", cost.input());
        put(json, "cost_output_usd", cost.output());
        if (!cost.details().isEmpty()) {
            ObjectNode details = json.putObject("cost_details");
            cost.details().forEach(details::put);
        }
    }

    private static void putContent(ObjectNode json, Content content) {
        put(json, "prompt", content.prompt());
        put(json, "completion", content.completion());
        put(json, "tool_calls", content.toolCalls());
        if (!content.metadata().isEmpty()) {
            ObjectNode metadata = json.putObject("metadata");
            content.metadata().forEach(metadata::put);
        }
    }

    /** JSON where it is JSON, else a text. */
    private static void putBody(ObjectNode json, String field, @Nullable ByteBuffer body) {
        if (body == null) {
            return;
        }
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        JsonNode parsed = Json.parse(bytes, 0, bytes.length);
        if (parsed == null) {
            json.put(field, new String(bytes, StandardCharsets.UTF_8));
        } else {
            json.set(field, parsed);
        }
    }

    private static void put(ObjectNode json, String field, @Nullable String text) {
        if (text != null) {
            json.put(field, text);
        }
    }

    private static void put(ObjectNode json, String field, @Nullable Duration time) {
        if (time != null) {
            json.put(field, time.toNanos() / NANOS_OF_A_MILLI);
        }
    }

    private static void put(ObjectNode json, String field, @Nullable BigDecimal usd) {
        if (usd != null) {
            json.put(field, usd);
        }
    }

    private static void put(ObjectNode json, String field, long tokens) {
        if (tokens != Usage.UNKNOWN) {
            json.put(field, tokens);
        }
    }
}
