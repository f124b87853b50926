package dev.caravan.provider.cohere.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.grammar.CohereGrammar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CohereStreamTest {

    private static final CohereChatDialect DIALECT = new CohereChatDialect();

    @Test
    void readsTheReferencesToolUse() {
        AnswerAssembly read = assembled(Golden.bytes("tool-use-stream.sse"));

        assertThat(read.isComplete()).isTrue();
        assertThat(read.answer().id()).isEqualTo("fba98ad3");
        assertThat(read.answer().usage()).isEqualTo(Usage.of(37, 28));
        assertThat(read.answer().choices().get(0).finish()).isEqualTo(new Finish(Finish.Reason.TOOL_CALLS));
        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(
                        new Part.Text("I will look up the weather in Zürich."),
                        new Part.ToolCall("get_weather_p1t9", "get_weather", "{\n    \"city\": \"Zürich\"\n}"),
                        new Part.ToolCall("get_time_ay6n", "get_time", "{}"));
    }

    @Test
    void readsTheReferencesCitations() {
        AnswerAssembly read = assembled(Golden.bytes("citations-stream.sse"));

        Part.Text text = (Part.Text) read.answer().choices().get(0).parts().get(0);
        assertThat(text.text()).isEqualTo("It's 24 °C in Madrid.");
        assertThat(text.citations()).extracting(Citation::url).containsExactly("https://example.com/weather");
        assertThat(read.answer().usage()).isEqualTo(new Usage(87, 19, 64, -1, -1, -1, -1, -1));
    }

    @Test
    void readsTheReferencesThoughts() {
        AnswerAssembly read = assembled(Golden.bytes("thinking-stream.sse"));

        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(new Part.Reasoning("Two sisters, and Alice."), new Part.Text("Three."));
        assertThat(read.answer()
                        .choices()
                        .get(0)
                        .logprobs()
                        .at("/content/0/logprob")
                        .asDouble())
                .isEqualTo(-0.75);
        assertThat(read.answer().usage()).isEqualTo(Usage.of(40, 12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool-use-stream.sse", "citations-stream.sse", "thinking-stream.sse"})
    void readsTheSameWhereverTheBytesAreCut(String name) {
        byte[] stream = Golden.bytes(name);
        List<ChatEvent> whole = Crossing.decode(DIALECT, stream, stream.length);

        for (int cut = 0; cut <= stream.length; cut++) {
            assertThat(decodeInTwo(stream, cut)).as("cut at %d", cut).isEqualTo(whole);
        }
        String carriageReturns = ": hello\n\n" + new String(stream, StandardCharsets.UTF_8).replace("\n", "\r\n")
                + "data: [DONE]\r\n\r\n";
        assertThat(Crossing.decode(DIALECT, carriageReturns.getBytes(StandardCharsets.UTF_8), 1))
                .isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool-use-stream.sse", "citations-stream.sse", "thinking-stream.sse"})
    void neverTakesATruncatedStreamForWhole(String name) {
        byte[] stream = Golden.bytes(name);

        for (int length = 0; length < stream.length; length++) {
            List<ChatEvent> events = Crossing.decode(DIALECT, Arrays.copyOf(stream, length), stream.length);
            assertThat(events).doesNotContain(new ChatEvent.Ended());
            assertThat(events).noneMatch(ChatEvent.Failed.class::isInstance);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool-use-stream.sse", "citations-stream.sse", "thinking-stream.sse"})
    void writesWhatItReadByTheGrammar(String name) {
        byte[] golden = Golden.bytes(name);
        new CohereGrammar().check(golden);
        List<ChatEvent> events = Crossing.decode(DIALECT, golden, golden.length);

        byte[] written = Crossing.encode(DIALECT, request(), events);

        new CohereGrammar().check(written);
        assertThat(assembled(written).answer()).isEqualTo(assembled(golden).answer());
    }

    @Test
    void readsContentWithoutAnIndex() {
        AnswerAssembly read = assembled(
                event("{\"type\":\"message-start\",\"id\":\"1\",\"delta\":{\"message\":{\"role\":\"assistant\"}}}")
                        + event(
                                "{\"type\":\"content-start\",\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"A\"}}}}")
                        + event("{\"type\":\"content-delta\",\"delta\":{\"message\":{\"content\":{\"text\":\"b\"}}}}")
                        + event("{\"type\":\"content-end\"}")
                        + event("{\"type\":\"debug\",\"prompt\":\"x\"}")
                        + event("{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\"}}"));

        assertThat(read.isComplete()).isTrue();
        assertThat(read.answer().choices().get(0).parts()).containsExactly(new Part.Text("Ab"));
    }

    @Test
    void keepsACitationThatComesBehindItsText() {
        AnswerAssembly read = assembled(content("Hi")
                + event("{\"type\":\"content-end\",\"index\":0}")
                + event("{\"type\":\"citation-start\",\"index\":0,\"delta\":{\"message\":{\"citations\":"
                        + "{\"start\":0,\"end\":2,\"sources\":[]}}}}")
                + event("{\"type\":\"citation-end\",\"index\":0}")
                + event("{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\"}}"));

        Part.Text text = (Part.Text) read.answer().choices().get(0).parts().get(0);
        assertThat(text.citations()).hasSize(1);
    }

    @Test
    void tellsAnErrorAtTheEndWithWhatWasUsed() {
        List<ChatEvent> events = Crossing.decode(
                DIALECT,
                (content("Hi")
                                + event(
                                        "{\"type\":\"message-end\",\"delta\":{\"error\":\"boom\",\"finish_reason\":\"ERROR\","
                                                + "\"usage\":{\"tokens\":{\"input_tokens\":3,\"output_tokens\":1}}}}")
                                + event("{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\"}}"))
                        .getBytes(StandardCharsets.UTF_8),
                1);

        assertThat(events).contains(new ChatEvent.UsageKnown(Usage.of(3, 1)));
        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
            assertThat(failed.error().text()).isEqualTo("boom");
            assertThat(failed.error().status()).isEqualTo(502);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"boom\",\"id\":\"1\"}",
                "{\"type\":\"error\",\"message\":\"boom\"}",
                "[1]",
                "not json",
                "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\"}}",
                "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"TIMEOUT\"}}"
            })
    void takesABrokenStreamForFailed(String data) {
        AnswerAssembly read = assembled(content("Hi") + "data: " + data + "\n\n");

        assertThat(read.isComplete()).isFalse();
        assertThat(read.failure()).isNotNull();
    }

    @Test
    void endsWithAnErrorWhereCallsGrowSideBySide() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started("1", "m", 0, Usage.of(5, -1), null, null),
                new ChatEvent.PartStarted(0, 0, new Part.ToolCall("a", "f", "")),
                new ChatEvent.PartStarted(0, 1, new Part.ToolCall("b", "g", "")),
                new ChatEvent.PartGrew(0, 0, "{}"),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.Ended());

        byte[] written = Crossing.encode(DIALECT, request(), events);

        new CohereGrammar().check(written);
        assertThat(assembled(written).failure()).isNotNull();
        assertThat(new String(written, StandardCharsets.UTF_8)).contains("ask without a stream");
    }

    @Test
    void toleratesCallsThatEndLateIfTheyGrewInOrder() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started(null, "m", 0, Usage.NONE, null, null),
                new ChatEvent.PartStarted(0, 0, new Part.ToolCall(null, "f", "")),
                new ChatEvent.PartGrew(0, 0, "{\"a\":1}"),
                new ChatEvent.PartStarted(0, 1, new Part.ToolCall("b", "g", "")),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.PartEnded(0, 1),
                new ChatEvent.Finished(0, new Finish(Finish.Reason.TOOL_CALLS)),
                new ChatEvent.UsageKnown(Usage.of(5, 7)),
                new ChatEvent.Ended());

        byte[] written = Crossing.encode(DIALECT, request(), events);

        new CohereGrammar().check(written);
        List<Part> parts = assembled(written).answer().choices().get(0).parts();
        assertThat(((Part.ToolCall) parts.get(0)).id()).startsWith("call_");
        assertThat(parts.get(1)).isEqualTo(new Part.ToolCall("b", "g", "{}"));
        assertThat(assembled(written).answer().usage()).isEqualTo(Usage.of(5, 7));
    }

    @Test
    void writesLogprobsAndLeavesOutWhatHasNoPlace() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started("1", "m", 0, Usage.NONE, null, null),
                new ChatEvent.PartStarted(0, 0, new Part.Opaque("other", "image", Json.object())),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.PartStarted(0, 1, new Part.Refusal("No")),
                new ChatEvent.LogprobsAdded(0, json("{\"content\":[{\"token\":\"No\",\"logprob\":-1.5}]}")),
                new ChatEvent.PartEnded(0, 1),
                new ChatEvent.PartStarted(1, 0, new Part.Text("another choice")),
                new ChatEvent.PartEnded(1, 0),
                new ChatEvent.Finished(1, new Finish(Finish.Reason.LENGTH)),
                new ChatEvent.Finished(0, new Finish(Finish.Reason.STOP)),
                new ChatEvent.Ended());

        byte[] written = Crossing.encode(DIALECT, request(), events);

        new CohereGrammar().check(written);
        assertThat(assembled(written).answer().choices()).singleElement().satisfies(choice -> {
            assertThat(choice.parts()).containsExactly(new Part.Text("No"));
            assertThat(choice.finish()).isEqualTo(new Finish(Finish.Reason.STOP));
            assertThat(Objects.requireNonNull(choice.logprobs())
                            .at("/content/0/logprob")
                            .asDouble())
                    .isEqualTo(-1.5);
        });
    }

    @Test
    void saysNothingAfterAnError() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Failed(GatewayError.of(502, "x", "boom")),
                new ChatEvent.Started("1", "m", 0, Usage.NONE, null, null));

        byte[] written = Crossing.encode(DIALECT, request(), events);

        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo("event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\","
                        + "\"error\":\"boom\"}}\n\n");
        assertThatCode(() -> new CohereGrammar().check(written)).doesNotThrowAnyException();
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }

    private static ChatRequest request() {
        return ChatRequest.of("m", List.of()).stream(true).build();
    }

    private static String content(String text) {
        return event("{\"type\":\"message-start\",\"id\":\"1\",\"delta\":{\"message\":{\"role\":\"assistant\"}}}")
                + event("{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":"
                        + "{\"type\":\"text\",\"text\":\"\"}}}}")
                + event("{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\""
                        + text + "\"}}}}");
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static AnswerAssembly assembled(String stream) {
        return assembled(stream.getBytes(StandardCharsets.UTF_8));
    }

    private static AnswerAssembly assembled(byte[] stream) {
        return Crossing.assembled(Crossing.decode(DIALECT, stream, 7));
    }

    private static List<ChatEvent> decodeInTwo(byte[] stream, int cut) {
        List<ChatEvent> events = new ArrayList<>();
        StreamDecoder decoder = DIALECT.streamDecoder();
        decoder.decode(ByteBuffer.wrap(stream, 0, cut), events::add);
        decoder.decode(ByteBuffer.wrap(stream, cut, stream.length - cut), events::add);
        decoder.end(events::add);
        return events;
    }
}
