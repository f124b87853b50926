package dev.caravan.processors.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the id of a response in its answer while that comes: in an object, or in the first event of a stream that has one. Used
 * by one thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming/response/created">response.created</a>
 */
final class ResponseId {

    /** Providers tell the id first; instructions and tools, which are told again, stand behind it. */
    static final int LOOKED_AT = 64 * 1024;

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(LOOKED_AT).build())
            .build();

    private byte[] seen = new byte[1024];
    private int length;
    private int line;
    private boolean over;

    /** Of an object, or of an event's data. */
    private record Look(@Nullable String id, boolean isOfResponse) {}

    /**
     * The next piece of the answer has come.
     *
     * @param piece stays as it is
     * @return the id, or null when it has not come yet, or will not
     */
    @Nullable
    String sees(ByteBuf piece) {
        int more = Math.min(piece.readableBytes(), LOOKED_AT - length);
        if (length + more > seen.length) {
            seen = Arrays.copyOf(seen, Math.min(LOOKED_AT, Math.max(length + more, 2 * seen.length)));
        }
        piece.getBytes(piece.readerIndex(), seen, length, more);
        length += more;
        over = length == LOOKED_AT;
        return find();
    }

    /** Whether no id will come any more. */
    boolean isOver() {
        return over;
    }

    private @Nullable String find() {
        int first = 0;
        while (first < length && seen[first] <= ' ' && seen[first] >= 0) {
            first++;
        }
        if (first < length && seen[first] == '{') {
            return look(first, length).id();
        }
        while (!over && line < length) {
            int end = endOfLine();
            if (isData()) {
                Look look = look(line + DATA.length, end);
                if (look.id() != null) {
                    return look.id();
                }
                over = end < length && look.isOfResponse();
            }
            if (end == length) {
                return null;
            }
            line = end + 1;
        }
        return null;
    }

    private int endOfLine() {
        int end = line;
        while (end < length && seen[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean isData() {
        return length - line > DATA.length && Arrays.equals(seen, line, line + DATA.length, DATA, 0, DATA.length);
    }

    private Look look(int start, int end) {
        try (JsonParser parser = JSON.createParser(seen, start, end - start)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? read(parser) : new Look(null, false);
        } catch (IOException cutOrNoJson) {
            return new Look(null, false);
        }
    }

    private static Look read(JsonParser parser) throws IOException {
        boolean isOfResponse = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                return new Look(parser.getText(), true);
            }
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                isOfResponse = parser.getText().startsWith("response.");
            } else if (name.equals("response") && value == JsonToken.START_OBJECT) {
                return read(parser);
            }
            parser.skipChildren();
        }
        return new Look(null, isOfResponse);
    }
}
