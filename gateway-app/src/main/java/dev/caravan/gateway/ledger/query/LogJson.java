package dev.caravan.gateway.ledger.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.ledger.Row;
import dev.caravan.processors.evals.ExchangeScore;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as they are shown. What is not known of one is left out. */
final class LogJson {

    /** The fields of a record in a list, in their order. */
    static final List<String> FIELDS = List.of(
            "request_id",
            "project",
            "source",
            "started",
            "key",
            "user",
            "session",
            "trace_id",
            "span_id",
            "parent_span_id",
            "method",
            "path",
            "provider",
            "model",
            "served_model",
            "stream",
            "status",
            "outcome",
            "error_code",
            "finish_reason",
            "latency_ms",
            "first_token_ms",
            "overhead_ms",
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "cache_write_hour_tokens",
            "reasoning_tokens",
            "audio_input_tokens",
            "audio_output_tokens",
            "tokens_estimated",
            "cost_usd",
            "cost_input_usd",
            "cost_output_usd");

    private LogJson() {}

    static ObjectNode of(Row row) {
        ExchangeRecord exchange = row.exchange();
        ObjectNode json = Json.object();
        put(json, "request_id", exchange.requestId());
        put(json, "project", exchange.owner().project());
        put(json, "source", LogQuery.word(exchange.source()));
        put(json, "started", exchange.timing().started().toString());
        put(json, "key", exchange.owner().key());
        put(json, "user", exchange.owner().user());
        put(json, "session", exchange.owner().session());
        put(json, "trace_id", exchange.trace().traceId());
        put(json, "span_id", exchange.trace().spanId());
        put(json, "parent_span_id", exchange.trace().parentSpanId());
        put(json, "method", exchange.request().method());
        put(json, "path", exchange.request().path());
        put(json, "provider", exchange.request().provider());
        put(json, "model", exchange.request().model());
        put(json, "served_model", exchange.request().servedModel());
        json.put("stream", exchange.request().stream());
        if (exchange.result().status() > 0) {
            json.put("status", exchange.result().status());
        }
        put(json, "outcome", exchange.result().outcome());
        put(json, "error_code", exchange.result().errorCode());
        put(json, "finish_reason", exchange.result().finishReason());
        put(json, "latency_ms", exchange.timing().total());
        put(json, "first_token_ms", exchange.timing().firstToken());
        put(json, "overhead_ms", exchange.timing().overhead());
        usage(json, exchange.usage());
        json.put("tokens_estimated", exchange.isEstimated());
        put(json, "cost_usd", exchange.cost().total());
        put(json, "cost_input_usd", exchange.cost().input());
        put(json, "cost_output_usd", exchange.cost().output());
        return json;
    }

    /** With all that is kept of it. */
    static ObjectNode whole(Row row, List<ExchangeScore> scores) {
        ObjectNode json = of(row);
        Content content = row.exchange().content();
        put(json, "prompt", content.prompt());
        put(json, "completion", content.completion());
        if (content.toolCalls() != null) {
            JsonNode calls = Json.parse(content.toolCalls());
            if (calls == null) {
                json.put("tool_calls", content.toolCalls());
            } else {
                json.set("tool_calls", calls);
            }
        }
        if (!content.metadata().isEmpty()) {
            ObjectNode metadata = json.putObject("metadata");
            content.metadata().forEach(metadata::put);
        }
        body(json, "request_body", row.exchange().bodies().request());
        body(json, "response_body", row.exchange().bodies().response());
        if (!scores.isEmpty()) {
            ArrayNode scored = json.putArray("scores");
            scores.forEach(score -> put(scored.addObject(), score));
        }
        return json;
    }

    /** An amount without a power of ten and without zeros at its end. */
    static BigDecimal plain(BigDecimal usd) {
        BigDecimal stripped = usd.signum() == 0 ? BigDecimal.ZERO : usd.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    static BigDecimal millis(long micros) {
        return plain(BigDecimal.valueOf(micros, 3));
    }

    private static void put(ObjectNode json, ExchangeScore score) {
        json.put("eval", score.eval())
                .put("score", score.score().value())
                .put("passed", score.score().passed());
        if (!score.score().reason().isEmpty()) {
            json.put("reason", score.score().reason());
        }
    }

    private static void usage(ObjectNode json, Usage usage) {
        tokens(json, "input_tokens", usage.input());
        tokens(json, "output_tokens", usage.output());
        tokens(json, "cache_read_tokens", usage.cacheRead());
        tokens(json, "cache_write_tokens", usage.cacheWrite());
        tokens(json, "cache_write_hour_tokens", usage.cacheWriteHour());
        tokens(json, "reasoning_tokens", usage.reasoning());
        tokens(json, "audio_input_tokens", usage.audioInput());
        tokens(json, "audio_output_tokens", usage.audioOutput());
    }

    private static void tokens(ObjectNode json, String field, long tokens) {
        if (tokens != Usage.UNKNOWN) {
            json.put(field, tokens);
        }
    }

    private static void put(ObjectNode json, String field, @Nullable String text) {
        if (text != null) {
            json.put(field, text);
        }
    }

    private static void put(ObjectNode json, String field, @Nullable Duration time) {
        if (time != null) {
            json.put(field, millis(time.toNanos() / 1000));
        }
    }

    private static void put(ObjectNode json, String field, @Nullable BigDecimal usd) {
        if (usd != null) {
            json.put(field, plain(usd));
        }
    }

    /** As JSON where it is that, else as a text, such as that of a stream; bytes that are no text in Base64. */
    private static void body(ObjectNode json, String field, @Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return;
        }
        byte[] body = new byte[bytes.remaining()];
        bytes.duplicate().get(body);
        JsonNode parsed = Json.parse(body, 0, body.length);
        if (parsed != null) {
            json.set(field, parsed);
            return;
        }
        try {
            json.put(
                    field,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body))
                            .toString());
        } catch (CharacterCodingException e) {
            json.put(field + "_base64", Base64.getEncoder().encodeToString(body));
        }
    }
}
