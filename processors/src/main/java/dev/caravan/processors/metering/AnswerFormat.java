package dev.caravan.processors.metering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    private static final String LINES = "application/x-ndjson";

    private final @Nullable String streams;
    private final FieldNames usage;
    private final FieldNames growing;
    private final Function<JsonNode, Usage> reader;
    private final boolean isText;

    private AnswerFormat(
            @Nullable String streams,
            List<String> usage,
            List<String> growing,
            Function<JsonNode, Usage> reader,
            boolean isText) {
        this.streams = streams;
        this.usage = new FieldNames(usage);
        this.growing = new FieldNames(growing);
        this.reader = reader;
        this.isText = isText;
    }

    static AnswerFormat of(ChatDialect dialect) {
        return new AnswerFormat(
                dialect.streamContentType(), dialect.usageFields(), dialect.growingFields(), dialect::readUsage, true);
    }

    static AnswerFormat of(EmbeddingDialect dialect) {
        return new AnswerFormat(null, dialect.usageFields(), List.of(), dialect::readUsage, false);
    }

    /** Answers that hold something else than text, and tell their use as that dialect does. */
    static AnswerFormat likeThoseOf(ChatDialect dialect) {
        return new AnswerFormat(null, dialect.usageFields(), List.of(), dialect::readUsage, false);
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
