package dev.caravan.processors.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.request.RequestShape.Field;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON body once, from its first byte to its last, and keeps of it what {@link JsonBody} holds. The bytes are neither
 * copied nor changed. Thread-safe.
 */
final class JsonRequestReader {

    static final int MAX_DEPTH = 1000;

    // Names come from clients, so they must not be interned; string length is bounded by the body's own limit.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final RequestShape shape;

    JsonRequestReader(RequestShape shape) {
        this.shape = shape;
    }

    /**
     * @param bytes the body; its indexes and reference count stay as they are
     * @throws GatewayError 400 when it is not valid JSON in UTF-8 or not of the shape
     */
    JsonBody read(ByteBuf bytes) {
        int invalid = Utf8.firstInvalid(bytes);
        if (invalid >= 0) {
            throw BodyErrors.invalidJson("it is not UTF-8", invalid);
        }
        refuseOtherEncodings(bytes);
        try (JsonParser parser = parser(bytes)) {
            return new Reading(parser, bytes).read();
        } catch (JsonProcessingException e) {
            throw BodyErrors.invalidJson(reason(e), position(e));
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory cannot fail", e);
        }
    }

    /** The parser would take UTF-16 and UTF-32, whose first characters hold a zero byte; upstreams would not. */
    private static void refuseOtherEncodings(ByteBuf bytes) {
        int start = bytes.readerIndex();
        for (int i = 0; i < Math.min(4, bytes.readableBytes()); i++) {
            if (bytes.getByte(start + i) == 0) {
                throw BodyErrors.invalidJson("it is not UTF-8", i);
            }
        }
    }

    private static JsonParser parser(ByteBuf bytes) throws IOException {
        if (bytes.hasArray()) {
            return JSON.createParser(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes());
        }
        return JSON.createParser((InputStream) new ByteBufInputStream(bytes.duplicate()));
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "it ends too early";
        }
        if (e instanceof StreamConstraintsException) {
            String message = e.getOriginalMessage();
            return message != null && message.contains("nesting")
                    ? "it is nested deeper than " + MAX_DEPTH + " levels"
                    : "a name or a number is too long";
        }
        return "something unexpected stands";
    }

    private static long position(JsonProcessingException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
    }

    /** One pass over one body. */
    private final class Reading {

        private static final int MODEL = 1;
        private static final int STREAM = 1 << 1;
        private static final int USER = 1 << 2;
        private static final int SAFETY_IDENTIFIER = 1 << 3;
        private static final int PREVIOUS_RESPONSE = 1 << 4;
        private static final int STORE = 1 << 5;
        private static final int BACKGROUND = 1 << 6;
        private static final int FIRST_FIELD = 1 << 7;
        private static final String PREVIOUS_RESPONSE_ID = "previous_response_id";

        private final JsonParser parser;
        private final ByteBuf bytes;

        private int seen;
        private @Nullable String model;
        private int modelStart = -1;
        private int modelEnd = -1;
        private boolean stream = shape.streams();
        private @Nullable String user;
        private @Nullable String safetyIdentifier;
        private @Nullable String previousResponse;
        private boolean store = keepsResponses();
        private boolean background;

        Reading(JsonParser parser, ByteBuf bytes) {
            this.parser = parser;
            this.bytes = bytes;
        }

        JsonBody read() throws IOException {
            JsonToken root = parser.nextToken();
            if (root == null) {
                throw BodyErrors.invalidJson("it is empty", 0);
            }
            if (root != JsonToken.START_OBJECT) {
                throw BodyErrors.invalidJson("it is no object; another value begins", start());
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                field(parser.currentName(), parser.nextToken());
            }
            if (parser.nextToken() != null) {
                throw BodyErrors.invalidJson("something follows its end", start());
            }
            refuseMissing();
            return new JsonBody(
                    bytes,
                    model,
                    modelStart,
                    modelEnd,
                    stream,
                    safetyIdentifier != null ? safetyIdentifier : user,
                    previousResponse,
                    store,
                    background);
        }

        private void field(String name, JsonToken value) throws IOException {
            switch (name) {
                case "model" -> model(value);
                case "stream" -> stream = flag(STREAM, name, value, shape.streams());
                case "user" -> {
                    once(USER, name);
                    user = textOrNull(name, value);
                }
                case "safety_identifier" -> {
                    once(SAFETY_IDENTIFIER, name);
                    safetyIdentifier = textOrNull(name, value);
                }
                default -> {
                    if (!keepsResponses() || !stored(name, value)) {
                        other(name, value);
                    }
                }
            }
        }

        private boolean keepsResponses() {
            return shape.operation() == Operation.RESPONSES || shape.operation() == Operation.RESPONSE_ITEMS;
        }

        /** Whether the field says something of what the provider keeps. */
        private boolean stored(String name, JsonToken value) throws IOException {
            if (name.equals("store")) {
                store = flag(STORE, name, value, true);
                return true;
            }
            if (name.equals("background")) {
                background = flag(BACKGROUND, name, value, false);
                return true;
            }
            if (name.equals(PREVIOUS_RESPONSE_ID)) {
                once(PREVIOUS_RESPONSE, name);
                previousResponse = textOrNull(name, value);
                return true;
            }
            if (name.equalsIgnoreCase(PREVIOUS_RESPONSE_ID)) {
                throw BodyErrors.ambiguous(name, PREVIOUS_RESPONSE_ID);
            }
            return false;
        }

        private void model(JsonToken value) throws IOException {
            once(MODEL, "model");
            if (value != JsonToken.VALUE_STRING) {
                throw BodyErrors.invalidType("model", "a string", value);
            }
            modelStart = bytes.readerIndex() + start();
            model = parser.getText();
            modelEnd = bytes.readerIndex() + (int) parser.currentLocation().getByteOffset();
            if (model.isEmpty()) {
                throw BodyErrors.emptyString("model");
            }
        }

        private boolean flag(int field, String name, JsonToken value, boolean unsaid) {
            once(field, name);
            if (!value.isBoolean() && value != JsonToken.VALUE_NULL) {
                throw BodyErrors.invalidType(name, "a boolean", value);
            }
            return value == JsonToken.VALUE_NULL ? unsaid : value == JsonToken.VALUE_TRUE;
        }

        private @Nullable String textOrNull(String name, JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_NULL) {
                return null;
            }
            if (value != JsonToken.VALUE_STRING) {
                throw BodyErrors.invalidType(name, "a string", value);
            }
            return parser.getText();
        }

        private void other(String name, JsonToken value) throws IOException {
            for (int i = 0; i < shape.fields().size(); i++) {
                Field field = shape.fields().get(i);
                if (field.name().equals(name)) {
                    once(FIRST_FIELD << i, name);
                    check(field, value);
                    return;
                }
            }
            if (name.equalsIgnoreCase("model")) {
                throw BodyErrors.ambiguous(name, "model");
            }
            parser.skipChildren();
        }

        private void check(Field field, JsonToken value) throws IOException {
            switch (field.type()) {
                case TEXT -> {
                    if (value != JsonToken.VALUE_STRING) {
                        throw BodyErrors.invalidType(field.name(), "a string", value);
                    }
                }
                case TEXT_OR_ARRAY -> {
                    if (value != JsonToken.VALUE_STRING && value != JsonToken.START_ARRAY) {
                        throw BodyErrors.invalidType(field.name(), "a string or an array", value);
                    }
                    parser.skipChildren();
                }
                case MESSAGES -> messages(field.name(), value);
            }
        }

        private void messages(String name, JsonToken value) throws IOException {
            if (value != JsonToken.START_ARRAY) {
                throw BodyErrors.invalidType(name, "an array of objects", value);
            }
            int count = 0;
            for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                if (item != JsonToken.START_OBJECT) {
                    throw BodyErrors.invalidType(name + "[" + count + "]", "an object", item);
                }
                message(name, count++);
            }
            if (count == 0) {
                throw BodyErrors.emptyArray(name);
            }
        }

        private void message(String messages, int index) throws IOException {
            boolean role = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isRole = parser.currentName().equals("role");
                JsonToken value = parser.nextToken();
                if (isRole && value != JsonToken.VALUE_STRING) {
                    throw BodyErrors.invalidType(messages + "[" + index + "].role", "a string", value);
                }
                role |= isRole;
                parser.skipChildren();
            }
            if (!role) {
                throw BodyErrors.missing(messages + "[" + index + "].role");
            }
        }

        private void refuseMissing() {
            if (shape.modelRequired() && model == null) {
                throw BodyErrors.missing("model");
            }
            for (int i = 0; i < shape.fields().size(); i++) {
                Field field = shape.fields().get(i);
                if (field.required() && (seen & FIRST_FIELD << i) == 0) {
                    throw BodyErrors.missing(field.name());
                }
            }
        }

        /** A second field of the same name would be read by the upstream and not by the gateway, or the other way round. */
        private void once(int field, String name) {
            if ((seen & field) != 0) {
                throw BodyErrors.duplicate(name);
            }
            seen |= field;
        }

        /** How many bytes of the body precede the current token. */
        private int start() {
            return (int) parser.currentTokenLocation().getByteOffset();
        }
    }
}
