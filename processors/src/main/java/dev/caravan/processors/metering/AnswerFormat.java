package dev.caravan.processors.metering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.pricing.Count;
import dev.caravan.processors.translation.ContentType;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.embedding.EmbeddingDialect;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the answers of one dialect tell what they have used. Immutable. */
final class AnswerFormat {

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String LINES = "application/x-ndjson";

    private final @Nullable String streams;
    private final FieldNames usage;
    private final FieldNames growing;
    private final Function<JsonNode, Usage> reader;
    private final boolean isText;
    private final boolean isChatLike;

    private AnswerFormat(
            @Nullable String streams,
            List<String> usage,
            List<String> growing,
            Function<JsonNode, Usage> reader,
            boolean isText,
            boolean isChatLike) {
        this.streams = streams;
        this.usage = new FieldNames(usage);
        this.growing = new FieldNames(growing);
        this.reader = reader;
        this.isText = isText;
        this.isChatLike = isChatLike;
    }

    static AnswerFormat of(ChatDialect dialect) {
        return new AnswerFormat(
                dialect.streamContentType(),
                dialect.usageFields(),
                dialect.growingFields(),
                dialect::readUsage,
                true,
                true);
    }

    static AnswerFormat of(EmbeddingDialect dialect) {
        return new AnswerFormat(null, dialect.usageFields(), List.of(), dialect::readUsage, false, true);
    }

    /** Legacy completions, which tell their use as OpenAI's chats do. */
    static AnswerFormat ofCompletions(ChatDialect chat) {
        return new AnswerFormat(EVENTS, chat.usageFields(), List.of("text"), chat::readUsage, true, true);
    }

    /** What is no chat: images, sounds, moderations, rankings. */
    static AnswerFormat ofSurfaces() {
        return new AnswerFormat(EVENTS, SurfaceUse.FIELDS, List.of(), SurfaceUse::tokens, false, false);
    }

    /** A meter for an answer with these headers; null when it is none that can be read. */
    @Nullable
    AnswerMeter meter(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
            return null;
        }
        if (ContentType.is(headers, JSON)) {
            return new WholeMeter(this);
        }
        return streams != null && ContentType.is(headers, streams)
                ? new StreamMeter(this, streams.equals(LINES))
                : null;
    }

    /** The fields that tell the use. */
    FieldNames usage() {
        return usage;
    }

    /** The fields that hold the next piece of a stream. */
    FieldNames growing() {
        return growing;
    }

    /** Whether the length of an answer lets guess how many tokens it has. */
    boolean isText() {
        return isText;
    }

    /** Whether what an answer does not tell is guessed: not where nobody could guess it. */
    boolean isGuessed() {
        return isChatLike;
    }

    /** What one of the {@link #usage} fields tells that is not counted in tokens; null where it tells no such thing. */
    @Nullable
    Count count(int field, byte[] json, int from, int end) {
        JsonNode value = isChatLike ? null : Json.parse(json, from, end - from);
        return value == null ? null : SurfaceUse.count(Json.object().set(usage.name(field), value));
    }

    /** What one of the {@link #usage} fields tells; {@link Usage#NONE} when it makes no sense. */
    Usage read(int field, byte[] json, int from, int end) {
        JsonNode value = Json.parse(json, from, end - from);
        if (value == null) {
            return Usage.NONE;
        }
        ObjectNode answer = Json.object();
        answer.set(usage.name(field), value);
        try {
            return reader.apply(answer);
        } catch (RuntimeException notOfTheDialect) {
            return Usage.NONE;
        }
    }
}
