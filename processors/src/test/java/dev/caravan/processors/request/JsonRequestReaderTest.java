package dev.caravan.processors.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.call.JsonBody;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRequestReaderTest {

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final JsonRequestReader chat = new JsonRequestReader(RequestShape.CHAT);
    private final JsonRequestReader anything =
            new JsonRequestReader(new RequestShape(Operation.CHAT_COMPLETIONS, false, false, List.of()));

    @Test
    void readsWhatRoutingNeeds() {
        JsonBody json = read("{\"model\":\"gpt-4o\",\"stream\":true,\"user\":\"u-1\"," + MESSAGES + "}");

        assertThat(json.model()).isEqualTo("gpt-4o");
        assertThat(json.stream()).isTrue();
        assertThat(json.user()).isEqualTo("u-1");
    }

    @Test
    void prefersTheSafetyIdentifierWhereverItStands() {
        assertThat(read("{\"model\":\"m\",\"safety_identifier\":\"s\",\"user\":\"u\"," + MESSAGES + "}")
                        .user())
                .isEqualTo("s");
        assertThat(read("{\"model\":\"m\",\"user\":\"u\",\"safety_identifier\":null," + MESSAGES + "}")
                        .user())
                .isEqualTo("u");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"stream\":null,", "\"stream\":false,"})
    void takesAnAbsentOrNullStreamForNone(String stream) {
        assertThat(read("{" + stream + "\"model\":\"m\"," + MESSAGES + "}").stream())
                .isFalse();
    }

    @Test
    void leavesUnknownFieldsAlone() {
        JsonBody json =
                read("{\"x\":{\"model\":1,\"stream\":\"no\"},\"metadata\":[[]],\"model\":\"m\"," + MESSAGES + "}");

        assertThat(json.model()).isEqualTo("m");
    }

    static Stream<Arguments> bodiesAroundAModel() {
        String filler = "é漢😀".repeat(3000);
        return Stream.of(
                Arguments.of("{", "gpt-4o"),
                Arguments.of(" \r\n\t{ \n", "gpt-4o"),
                Arguments.of("\uFEFF{", "gpt-4o"),
                Arguments.of("{\"x\":\"é漢😀\\u00e9\\\"\\\\\",", "gpt-4o"),
                Arguments.of("{\"é漢😀\":{\"model\":\"no\"},", "gpt-4o"),
                Arguments.of("{\"a\\u0062\":\"\\ud83d\\ude00\",", "with \\\"quotes\\\" and \\u00e9"),
                Arguments.of("{\"x\":\"" + filler + "\",", "漢😀"),
                Arguments.of("{\"x\":\"" + "a".repeat(7970) + "\",", "model-across-the-parsers-buffer-of-8000-bytes"),
                Arguments.of("{" + " ".repeat(30_000), "gpt-4o"));
    }

    @ParameterizedTest
    @MethodSource("bodiesAroundAModel")
    void findsTheModelsExactBytesInEveryKindOfBuffer(String before, String rawModel) {
        String body = before + "\"model\" : \"" + rawModel + "\" ,\"n\":1}";

        for (ByteBuf bytes : buffers(body)) {
            try {
                JsonBody json = anything.read(bytes);

                String raw =
                        bytes.toString(json.modelStart(), json.modelEnd() - json.modelStart(), StandardCharsets.UTF_8);
                assertThat(raw).isEqualTo("\"" + rawModel + "\"");
                assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(body);
            } finally {
                bytes.release();
            }
        }
    }

    @Test
    void decodesTheModelsEscapes() {
        assertThat(read("{\"mod\\u0065l\":\"a\\u002fb\\n\"," + MESSAGES + "}").model())
                .isEqualTo("a/b\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{\"model\":\"m\"",
                "{\"model\":\"m",
                "{\"model\"}",
                "{\"model\":\"m\",}",
                "{'model':'m'}",
                "{model:1}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"line\nbreak\"}",
                "{\"a\":1}x",
                "{\"a\":1}{}",
                "{\"a\":1}]",
                "{\"a\":[1,2}",
                "{\"a\":1 /* comment */}",
                "[]",
                "\"text\"",
                "1",
                "null",
                "true x"
            })
    void turnsAwayWhatIsNoJsonObject(String body) {
        GatewayError error = refusal(anything, body);

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("invalid_json");
        assertThat(error.text())
                .startsWith("We could not parse the JSON body of your request: ")
                .matches("(?s).* at byte \\d+\\.")
                .doesNotContain("line")
                .hasSizeLessThan(160);
    }

    @Test
    void tellsWhereTheFaultIs() {
        assertThat(refusal(anything, "{\"é\":1,}").text()).endsWith("at byte 8.");
        assertThat(refusal(anything, "{\"a\":1} x").text()).endsWith("at byte 8.");
    }

    @ParameterizedTest
    @CsvSource({
        "C3, lone lead",
        "80, lone continuation",
        "C1AC, overlong l",
        "C080, overlong zero",
        "E080AF, overlong slash",
        "EDA080, surrogate",
        "F4908080, above the last code point",
        "F08080AF, overlong in four",
        "E6BC, cut in three",
        "F09F98, cut in four",
        "FF, never used"
    })
    void turnsAwayWhatIsNotUtf8(String hex, String what) {
        byte[] bad = HexFormat.of().parseHex(hex);
        ByteBuf bytes = Unpooled.wrappedBuffer(
                "{\"aaaaaaaaaaaaaaaa\":\"".getBytes(StandardCharsets.UTF_8),
                bad,
                "\"}".getBytes(StandardCharsets.UTF_8));

        GatewayError error = catchThrowableOfType(GatewayError.class, () -> anything.read(bytes));

        assertThat(error.code()).as(what).isEqualTo("invalid_json");
        assertThat(error.text()).as(what).endsWith("it is not UTF-8 at byte 21.");
    }

    @Test
    void turnsAwayOtherEncodings() {
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            ByteBuf bytes = Unpooled.wrappedBuffer("{\"model\":\"m\"}".getBytes(charset));

            assertThat(catchThrowableOfType(GatewayError.class, () -> anything.read(bytes))
                            .text())
                    .contains("it is not UTF-8");
        }
    }

    @Test
    void readsTextOfEveryPlane() {
        assertThat(read("{\"model\":\"\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff\"," + MESSAGES
                                + "}")
                        .model())
                .isEqualTo("\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff");
    }

    @Test
    void allowsAThousandLevelsAndNoMore() {
        String deep = "{\"a\":" + "[".repeat(999) + "]".repeat(999) + "}";
        String deeper = "{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}";

        assertThat(readWith(anything, deep).model()).isNull();
        assertThat(refusal(anything, deeper).text()).contains("deeper than 1000");
        assertThat(refusal(anything, "[".repeat(100_000)).code()).isEqualTo("invalid_json");
    }

    @Test
    void takesAStringAsLongAsABodyMayBe() {
        String image = "A".repeat(24_000_000);

        assertThat(read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + image + "\"}]}")
                        .model())
                .isEqualTo("m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':1,M}|model|Invalid type for 'model': expected a string, but got an integer instead.",
                "{'model':null,M}|model|Invalid type for 'model': expected a string, but got null instead.",
                "{'model':['m'],M}|model|Invalid type for 'model': expected a string, but got an array instead.",
                "{'model':'m','stream':'yes',M}|stream|Invalid type for 'stream': expected a boolean, but got a string instead.",
                "{'model':'m','stream':1.5,M}|stream|Invalid type for 'stream': expected a boolean, but got a decimal number instead.",
                "{'model':'m','user':{},M}|user|Invalid type for 'user': expected a string, but got an object instead.",
                "{'model':'m','messages':'hi'}|messages|Invalid type for 'messages': expected an array of objects, but got a string instead.",
                "{'model':'m','messages':null}|messages|Invalid type for 'messages': expected an array of objects, but got null instead.",
                "{'model':'m','messages':[{'role':'user'},'hi']}|messages[1]|Invalid type for 'messages[1]': expected an object, but got a string instead.",
                "{'model':'m','messages':[{'role':true}]}|messages[0].role|Invalid type for 'messages[0].role': expected a string, but got a boolean instead."
            })
    void namesAFieldOfTheWrongType(String body, String param, String message) {
        GatewayError error = refusal(chat, body.replace('\'', '"').replace("M}", MESSAGES + "}"));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("invalid_type");
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.text()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{M}|model",
                "{'model':'m'}|messages",
                "{'model':'m','messages':[{'role':'user'},{'role':'user'},{'content':{'role':'x'}}]}|messages[2].role"
            })
    void namesAFieldThatIsMissing(String body, String param) {
        GatewayError error = refusal(chat, body.replace('\'', '"').replace("{M}", "{" + MESSAGES + "}"));

        assertThat(error.code()).isEqualTo("missing_required_parameter");
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.text()).isEqualTo("Missing required parameter: '" + param + "'.");
    }

    @Test
    void turnsAwayEmptyMessagesAndAnEmptyModel() {
        assertThat(refusal(chat, "{\"model\":\"m\",\"messages\":[]}").code()).isEqualTo("empty_array");
        assertThat(refusal(chat, "{\"model\":\"\"," + MESSAGES + "}").code()).isEqualTo("empty_string");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"allowed\",\"model\":\"other\",\"messages\":[{\"role\":\"user\"}]}",
                "{\"model\":\"allowed\",\"mod\\u0065l\":\"other\",\"messages\":[{\"role\":\"user\"}]}",
                "{\"model\":\"allowed\",\"Model\":\"other\",\"messages\":[{\"role\":\"user\"}]}",
                "{\"MODEL\":\"other\",\"model\":\"allowed\",\"messages\":[{\"role\":\"user\"}]}"
            })
    void letsNobodySmuggleInASecondModel(String body) {
        GatewayError error = refusal(chat, body);

        assertThat(error.code()).isEqualTo("duplicate_field");
        assertThat(error.param()).isEqualTo("model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "user", "safety_identifier", "messages"})
    void turnsAwayEveryFieldThatIsReadAndGivenTwice(String field) {
        String value = field.equals("stream") ? "true" : field.equals("messages") ? "[{\"role\":\"u\"}]" : "\"x\"";
        String twice = "\"" + field + "\":" + value + ",\"" + field + "\":" + value;

        GatewayError error = refusal(chat, "{\"model\":\"m\"," + twice + "}");

        assertThat(error.code()).isEqualTo("duplicate_field");
        assertThat(error.param()).isEqualTo(field);
    }

    @Test
    void knowsWhatEmbeddingsAndImagesDemand() {
        JsonRequestReader embeddings = new JsonRequestReader(RequestShape.EMBEDDINGS);
        JsonRequestReader images = new JsonRequestReader(RequestShape.IMAGES);

        assertThat(readWith(embeddings, "{\"model\":\"m\",\"input\":\"a\"}").model())
                .isEqualTo("m");
        assertThat(readWith(embeddings, "{\"input\":[[1,2],[3]],\"model\":\"m\"}")
                        .model())
                .isEqualTo("m");
        assertThat(readWith(images, "{\"prompt\":\"a cat\"}").model()).isNull();
        assertThat(refusal(embeddings, "{\"model\":\"m\",\"input\":5}").text())
                .isEqualTo("Invalid type for 'input': expected a string or an array, but got an integer instead.");
        assertThat(refusal(embeddings, "{\"input\":\"a\"}").param()).isEqualTo("model");
        assertThat(refusal(images, "{\"prompt\":[\"a\"]}").param()).isEqualTo("prompt");
        assertThat(refusal(images, "{\"model\":\"m\"}").param()).isEqualTo("prompt");
    }

    @Test
    void doesWithoutAModelWhereTheSurfaceHasADefault() {
        JsonRequestReader lenient = new JsonRequestReader(RequestShape.CHAT.modelOptional());

        JsonBody json = readWith(lenient, "{" + MESSAGES + "}");

        assertThat(json.model()).isNull();
        assertThat(json.modelStart()).isEqualTo(-1);
        assertThat(json.modelEnd()).isEqualTo(-1);
    }

    private JsonBody read(String body) {
        return readWith(chat, body);
    }

    private static JsonBody readWith(JsonRequestReader reader, String body) {
        return reader.read(Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static GatewayError refusal(JsonRequestReader reader, String body) {
        return catchThrowableOfType(GatewayError.class, () -> readWith(reader, body));
    }

    /** The same bytes on the heap, behind an offset, outside the heap, in pieces, and read-only. */
    private static List<ByteBuf> buffers(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ByteBuf offset = Unpooled.wrappedBuffer(("junk" + body).getBytes(StandardCharsets.UTF_8));
        offset.skipBytes(4);
        ByteBuf slice = Unpooled.wrappedBuffer(("junk{}" + body).getBytes(StandardCharsets.UTF_8))
                .slice(4, bytes.length + 2)
                .skipBytes(2);
        ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer();
        direct.writeBytes("junk".getBytes(StandardCharsets.UTF_8))
                .writeBytes(bytes)
                .skipBytes(4);
        int half = bytes.length / 2;
        ByteBuf pieces = Unpooled.wrappedBuffer(
                Unpooled.copiedBuffer(bytes, 0, half), Unpooled.copiedBuffer(bytes, half, bytes.length - half));
        ByteBuf readOnly = Unpooled.wrappedBuffer(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        return List.of(Unpooled.wrappedBuffer(bytes), offset, slice, direct, pieces, readOnly);
    }
}
