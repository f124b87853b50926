package dev.caravan.processors.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the id of a response off the beginning of its answer: an object, or a stream whose first event has one.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming/response/created">response.created</a>
 */
final class ResponseId {

    /** Providers tell the id first; instructions and tools, which are told again, stand behind it. */
    static final int LOOKED_AT = 64 * 1024;

    private static final String DATA = "data:";

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(LOOKED_AT).build())
            .build();

    private ResponseId() {}

    /** The id, or null when it has not come yet, or will not. */
    static @Nullable String in(ByteBuf beginning) {
        ByteBuf seen = beginning.slice(beginning.readerIndex(), Math.min(LOOKED_AT, beginning.readableBytes()));
        int start = startOfObject(seen);
        if (start < 0) {
            return null;
        }
        seen.readerIndex(start);
        try (JsonParser parser = JSON.createParser((InputStream) new ByteBufInputStream(seen))) {
            return parser.nextToken() == JsonToken.START_OBJECT ? id(parser, true) : null;
        } catch (IOException endedOrNoJson) {
            return null;
        }
    }

    private static @Nullable String id(JsonParser parser, boolean mayBeEvent) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                return parser.getText();
            }
            if (mayBeEvent && name.equals("response") && value == JsonToken.START_OBJECT) {
                return id(parser, false);
            }
            parser.skipChildren();
        }
        return null;
    }

    private static int startOfObject(ByteBuf seen) {
        int first = seen.forEachByte(octet -> octet <= ' ' && octet >= 0);
        if (first < 0 || seen.getByte(first) == '{') {
            return first;
        }
        String text = seen.toString(first, seen.writerIndex() - first, StandardCharsets.ISO_8859_1);
        int line = text.startsWith(DATA) ? 0 : text.indexOf("\n" + DATA) + 1;
        return text.startsWith(DATA, line) ? first + line + DATA.length() : -1;
    }
}
