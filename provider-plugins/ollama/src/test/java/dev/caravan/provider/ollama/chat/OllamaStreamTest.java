package dev.caravan.provider.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.grammar.OllamaGrammar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaStreamTest {

    private static final ChatDialect CHAT = new OllamaChatDialect();
    private static final ChatDialect GENERATE = new OllamaGenerateDialect();

    @Test
    void readsTheReferencesThoughtsAndText() {
        AnswerAssembly read = assembled(CHAT, Golden.bytes("chat-stream.ndjson"));

        assertThat(read.isComplete()).isTrue();
        assertThat(read.answer().model()).isEqualTo("qwen3");
        assertThat(read.answer().created()).isEqualTo(1_751_919_739);
        assertThat(read.answer().usage()).isEqualTo(Usage.of(26, 282));
        assertThat(read.answer().choices())
                .containsExactly(new Choice(
                        0,
                        List.of(new Part.Reasoning("Rayleigh, surely."), new Part.Text("Blue scatters. ☀️")),
                        new Finish(Finish.Reason.STOP)));
    }

    @Test
    void readsTheReferencesToolCalls() {
        AnswerAssembly read = assembled(CHAT, Golden.bytes("tools-stream.ndjson"));

        assertThat(read.answer().choices())
                .containsExactly(new Choice(
                        0,
                        List.of(
                                new Part.Text("Let me see."),
                                new Part.ToolCall("call_1", "get_weather", "{\"city\":\"Zürich\",\"days\":1.5}"),
                                new Part.ToolCall(null, "get_time", "{}")),
                        new Finish(Finish.Reason.TOOL_CALLS)));
    }

    @Test
    void readsTheReferencesResponse() {
        AnswerAssembly read = assembled(GENERATE, Golden.bytes("generate-stream.ndjson"));

        assertThat(read.answer().choices())
                .containsExactly(new Choice(
                        0,
                        List.of(new Part.Reasoning("Hm."), new Part.Text("The sky")),
                        new Finish(Finish.Reason.LENGTH)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-stream.ndjson", "tools-stream.ndjson", "generate-stream.ndjson"})
    void readsTheSameWhereverTheBytesAreCut(String name) {
        byte[] stream = Golden.bytes(name);
        List<ChatEvent> whole = Crossing.decode(dialect(name), stream, stream.length);

        for (int cut = 0; cut <= stream.length; cut++) {
            assertThat(decodeInTwo(dialect(name), stream, cut))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
        String carriageReturns = new String(stream, StandardCharsets.UTF_8).replace("\n", "\r\n\r\n");
        assertThat(Crossing.decode(dialect(name), carriageReturns.getBytes(StandardCharsets.UTF_8), 1))
                .isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-stream.ndjson", "tools-stream.ndjson", "generate-stream.ndjson"})
    void neverTakesATruncatedStreamForWhole(String name) {
        byte[] stream = Golden.bytes(name);
        int withoutLineFeed = stream.length - 1;

        for (int length = 0; length < withoutLineFeed; length++) {
            List<ChatEvent> events = Crossing.decode(dialect(name), Arrays.copyOf(stream, length), stream.length);
            assertThat(events).doesNotContain(new ChatEvent.Ended());
            assertThat(events).noneMatch(ChatEvent.Failed.class::isInstance);
        }
        assertThat(Crossing.decode(dialect(name), Arrays.copyOf(stream, withoutLineFeed), 9))
                .contains(new ChatEvent.Ended());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-stream.ndjson", "tools-stream.ndjson", "generate-stream.ndjson"})
    void writesWhatItReadByTheGrammar(String name) {
        byte[] golden = Golden.bytes(name);
        grammar(name).check(golden);

        byte[] written =
                Crossing.encode(dialect(name), request(), Crossing.decode(dialect(name), golden, golden.length));

        grammar(name).check(written);
        assertThat(assembled(dialect(name), written).answer())
                .isEqualTo(assembled(dialect(name), golden).answer());
    }

    @Test
    void writesALineForEachPiece() {
        byte[] written =
                Crossing.encode(CHAT, request(), Crossing.decode(CHAT, Golden.bytes("chat-stream.ndjson"), 1 << 20));

        String frame =
                "{\"model\":\"qwen3\",\"created_at\":\"2025-07-07T20:22:19Z\",\"message\":{\"role\":\"assistant\",";
        assertThat(new String(written, StandardCharsets.UTF_8).split("\n"))
                .containsExactly(
                        frame + "\"content\":\"\",\"thinking\":\"Rayleigh,\"},\"done\":false}",
                        frame + "\"content\":\"\",\"thinking\":\" surely.\"},\"done\":false}",
                        frame + "\"content\":\"Blue \"},\"done\":false}",
                        frame + "\"content\":\"scatters. ☀️\"},\"done\":false}",
                        frame + "\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\","
                                + "\"prompt_eval_count\":26,\"eval_count\":282}");
    }

    @Test
    void tellsCallsThatGrewSideBySideEachWhole() {
        byte[] written = Crossing.encode(
                CHAT,
                request(),
                List.of(
                        new ChatEvent.Started("1", null, 0, Usage.of(5, -1), null, null),
                        new ChatEvent.PartStarted(0, 0, new Part.ToolCall("a", "f", "")),
                        new ChatEvent.PartStarted(0, 1, new Part.ToolCall("b", "g", "")),
                        new ChatEvent.PartGrew(0, 1, "{\"x\":"),
                        new ChatEvent.PartGrew(0, 0, "{}"),
                        new ChatEvent.PartGrew(0, 1, "1}"),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.PartEnded(0, 1),
                        new ChatEvent.Finished(0, new Finish(Finish.Reason.TOOL_CALLS)),
                        new ChatEvent.UsageKnown(Usage.of(-1, 7)),
                        new ChatEvent.Ended()));

        OllamaGrammar.chat().check(written);
        assertThat(assembled(CHAT, written).answer().choices().get(0).parts())
                .containsExactly(new Part.ToolCall("a", "f", "{}"), new Part.ToolCall("b", "g", "{\"x\":1}"));
        assertThat(assembled(CHAT, written).answer().usage()).isEqualTo(Usage.of(5, 7));
    }

    @Test
    void endsWithAnErrorWhereArgumentsAreNoObject() {
        byte[] written = Crossing.encode(
                CHAT,
                request(),
                List.of(
                        new ChatEvent.Started("1", "m", 1, Usage.NONE, null, null),
                        new ChatEvent.PartStarted(0, 0, new Part.ToolCall("a", "f", "")),
                        new ChatEvent.PartGrew(0, 0, "{\"x\":"),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.Ended()));

        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"error\":\"The provider's answer cannot be translated: the arguments of the call of 'f' are no JSON"
                                + " object.\"}\n");
    }

    @Test
    void writesOtherKindsOfParts() {
        byte[] written = Crossing.encode(
                CHAT,
                request(),
                List.of(
                        new ChatEvent.Started("1", "m", 1, Usage.NONE, null, null),
                        new ChatEvent.PartStarted(0, 0, new Part.Refusal("No")),
                        new ChatEvent.LogprobsAdded(0, json("{\"content\":[{\"token\":\"No\",\"logprob\":-1}]}")),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.PartStarted(
                                0, 1, new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo="))),
                        new ChatEvent.PartEnded(0, 1),
                        new ChatEvent.PartStarted(0, 2, new Part.Opaque("other", "song", Json.object())),
                        new ChatEvent.PartEnded(0, 2),
                        new ChatEvent.PartStarted(1, 0, new Part.Text("another choice")),
                        new ChatEvent.PartEnded(1, 0),
                        new ChatEvent.Finished(0, new Finish(Finish.Reason.STOP)),
                        new ChatEvent.Ended()));

        OllamaGrammar.chat().check(written);
        assertThat(new String(written, StandardCharsets.UTF_8))
                .contains("\"images\":[\"iVBORw0KGgo=\"]", "\"logprobs\":[{\"token\":\"No\",\"logprob\":-1}]")
                .doesNotContain("another choice");
        assertThat(assembled(CHAT, written).answer().choices().get(0).parts()).containsExactly(new Part.Text("No"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":\"boom\"}", "{\"error\":\"boom\",\"status\":503}", "not json", "[1]"})
    void takesABrokenStreamForFailed(String line) {
        String first = "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"done\":false}\n";
        AnswerAssembly read = assembled(
                CHAT, (first + line + "\n" + first.replace("false", "true")).getBytes(StandardCharsets.UTF_8));

        assertThat(read.isComplete()).isFalse();
        assertThat(read.failure()).isNotNull().satisfies(error -> assertThat(error.status())
                .isEqualTo(line.contains("503") ? 503 : 502));
    }

    private static ChatDialect dialect(String golden) {
        return golden.startsWith("generate") ? GENERATE : CHAT;
    }

    private static OllamaGrammar grammar(String golden) {
        return golden.startsWith("generate") ? OllamaGrammar.generate() : OllamaGrammar.chat();
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }

    private static ChatRequest request() {
        return ChatRequest.of("m", List.of()).stream(true).build();
    }

    private static AnswerAssembly assembled(ChatDialect dialect, byte[] stream) {
        return Crossing.assembled(Crossing.decode(dialect, stream, 7));
    }

    private static List<ChatEvent> decodeInTwo(ChatDialect dialect, byte[] stream, int cut) {
        List<ChatEvent> events = new ArrayList<>();
        StreamDecoder decoder = dialect.streamDecoder();
        decoder.decode(ByteBuffer.wrap(stream, 0, cut), events::add);
        decoder.decode(ByteBuffer.wrap(stream, cut, stream.length - cut), events::add);
        decoder.end(events::add);
        return events;
    }
}
