package dev.caravan.spi.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * JSON the way a gateway needs it: numbers keep their digits, fields their order, duplicate fields are refused, and a string
 * may be as long as the body limit allows.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(1000)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private static final ObjectReader TREES = MAPPER.reader();

    private Json() {}

    /** An empty object that keeps the order of its fields. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /**
     * Reads one JSON value.
     *
     * @return the value, or null when the text is not exactly one well-formed value, or has a number with an exponent that no number
     *     has room for
     */
    public static @Nullable JsonNode parse(String text) {
        try {
            JsonNode value = TREES.readTree(text);
            return value.isMissingNode() ? null : value;
        } catch (JsonProcessingException | NumberFormatException malformed) {
            return null;
        }
    }

    /** The same of UTF-8. */
    public static @Nullable JsonNode parse(byte[] bytes, int offset, int length) {
        try {
            JsonNode value = TREES.readTree(bytes, offset, length);
            return value.isMissingNode() ? null : value;
        } catch (IOException | NumberFormatException malformed) {
            return null;
        }
    }

    /** The same of UTF-8 from a stream in memory. */
    public static @Nullable JsonNode parse(InputStream bytes) {
        try {
            JsonNode value = TREES.readTree(bytes);
            return value.isMissingNode() ? null : value;
        } catch (IOException | NumberFormatException malformed) {
            return null;
        }
    }

    /** The value in UTF-8, compact. */
    public static byte[] bytes(JsonNode value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree in memory can be written", e);
        }
    }

    /** The value as compact text. */
    public static String text(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree in memory can be written", e);
        }
    }

    /** Writes the value in UTF-8, compact; the stream stays open. */
    static void write(OutputStream out, JsonNode value) {
        try {
            MAPPER.writeValue(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory takes everything", e);
        }
    }
}
