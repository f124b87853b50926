package dev.caravan.processors.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of an exchange in the dialect of its path: chat whole, and chat as a recorded stream. A side that cannot be
 * read does not spoil the other one, nor does one that a plugin's dialect stumbles over. Thread-safe.
 */
public final class Extractor {

    private final Dialects dialects;

    public Extractor(Dialects dialects) {
        this.dialects = dialects;
    }

    /**
     * Reads what is there.
     *
     * @param path the path that was called; its end tells the dialect
     * @param request the request's body, or null
     * @param response the answer's body, whole, or a recorded stream as one JSON text; or null
     * @return empty when the dialect is not known, or neither side could be read
     */
    public Optional<Extracted> extract(@Nullable String path, @Nullable JsonNode request, @Nullable JsonNode response) {
        Operation operation = path == null ? null : PathDialects.operation(path);
        ChatDialect dialect = operation == null ? null : dialects.chat(operation.dialect());
        if (path == null || dialect == null) {
            return Optional.empty();
        }
        ChatRequest asked = request(dialect, path, request);
        ChatAnswer answered = answer(dialect, response);
        if (asked == null && answered == null) {
            return Optional.empty();
        }
        String served = answered == null ? null : answered.model();
        String named = asked == null ? model(request) : asked.model();
        return Optional.of(new Extracted(
                named == null ? served : named,
                served,
                asked != null && asked.stream(),
                new Content(
                        asked == null ? null : SpokenText.lastOfUser(asked),
                        answered == null ? null : SpokenText.of(answered),
                        answered == null ? null : SpokenText.toolCalls(answered),
                        answered == null ? Map.of() : metadata(answered)),
                answered == null ? Usage.NONE : answered.usage(),
                answered == null ? null : finishReason(answered),
                asked == null ? null : asked.user()));
    }

    /** A request that cannot be read may still name its model. */
    private static @Nullable String model(@Nullable JsonNode request) {
        return request == null ? null : request.path("model").textValue();
    }

    private static @Nullable ChatRequest request(ChatDialect dialect, String path, @Nullable JsonNode body) {
        if (!(body instanceof ObjectNode object)) {
            return null;
        }
        String model = object.path("model").asText(null);
        try {
            return dialect.decodeRequest(
                    new WireRequest(
                            model == null ? PathDialects.model(path) : model,
                            object.path("stream").asBoolean(false),
                            object),
                    new Losses());
        } catch (RuntimeException unreadable) {
            return null;
        }
    }

    private static @Nullable ChatAnswer answer(ChatDialect dialect, @Nullable JsonNode body) {
        try {
            if (body instanceof ObjectNode object && !isError(object)) {
                return dialect.decodeAnswer(object, new Losses());
            }
            return body != null && body.isTextual() ? assembled(dialect, body.asText()) : null;
        } catch (RuntimeException unreadable) {
            return null;
        }
    }

    /** What has come of a stream counts, also where it broke off. */
    private static @Nullable ChatAnswer assembled(ChatDialect dialect, String recorded) {
        AnswerAssembly assembly = new AnswerAssembly();
        StreamDecoder decoder = dialect.streamDecoder();
        decoder.decode(ByteBuffer.wrap(recorded.getBytes(StandardCharsets.UTF_8)), assembly);
        decoder.end(assembly);
        ChatAnswer answer = assembly.answer();
        return answer.choices().isEmpty() && answer.usage().equals(Usage.NONE) ? null : answer;
    }

    private static boolean isError(ObjectNode body) {
        return body.path("error").isObject() || body.path("type").asText("").equals("error");
    }

    private static @Nullable String finishReason(ChatAnswer answer) {
        Finish finish =
                answer.choices().isEmpty() ? null : answer.choices().get(0).finish();
        if (finish == null) {
            return null;
        }
        return finish.raw() == null ? finish.reason().name().toLowerCase(Locale.ROOT) : finish.raw();
    }

    private static Map<String, String> metadata(ChatAnswer answer) {
        Map<String, String> metadata = new LinkedHashMap<>();
        put(metadata, "finish_reason", finishReason(answer));
        put(metadata, "response_id", answer.id());
        put(metadata, "system_fingerprint", answer.fingerprint());
        put(metadata, "service_tier", answer.serviceTier());
        return metadata;
    }

    private static void put(Map<String, String> metadata, String name, @Nullable String value) {
        if (value != null) {
            metadata.put(name, value);
        }
    }
}
