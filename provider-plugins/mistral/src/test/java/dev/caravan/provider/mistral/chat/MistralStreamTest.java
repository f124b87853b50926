package dev.caravan.provider.mistral.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.MistralGrammar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MistralStreamTest {

    private static final MistralChatDialect DIALECT = new MistralChatDialect();
    private static final ChatRequest STREAMING =
            RequestFeature.plain().with().stream(true).build();
    private static final String DONE = "data: [DONE]\n\n";

    @Test
    void readsTheReferencesThoughts() {
        AnswerAssembly read = Crossing.assembled(decode(Goldens.text("thinking-stream.sse")));

        assertThat(read.isComplete()).isTrue();
        assertThat(read.answer().id()).isEqualTo("a4e2");
        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(new Part.Reasoning("Two and two.", "sig", null, null), new Part.Text("Föur."));
        assertThat(read.answer().choices().get(0).finish()).isEqualTo(new Finish(Finish.Reason.STOP));
        assertThat(read.answer().usage()).isEqualTo(Usage.of(10, 46));
    }

    @Test
    void readsTheReferencesToolCalls() {
        AnswerAssembly read = Crossing.assembled(decode(Goldens.text("tools-stream.sse")));

        assertThat(read.isComplete()).isTrue();
        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(
                        new Part.ToolCall("gSIMJiOkT", "weather", "{\"location\": \"Zürich\"}"),
                        new Part.ToolCall("kCb31AbZ9", "time", "{\"zone\": \"CET\"}"));
        assertThat(read.answer().choices().get(0).finish()).isEqualTo(new Finish(Finish.Reason.TOOL_CALLS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"thinking-stream.sse", "tools-stream.sse"})
    void readsTheSameHoweverItIsCut(String golden) {
        byte[] stream = Goldens.text(golden).getBytes(StandardCharsets.UTF_8);
        List<ChatEvent> whole = Crossing.decode(DIALECT, stream, stream.length);

        for (int cut = 1; cut < stream.length; cut++) {
            List<ChatEvent> events = new ArrayList<>();
            var decoder = DIALECT.streamDecoder();
            decoder.decode(ByteBuffer.wrap(stream, 0, cut), events::add);
            decoder.decode(ByteBuffer.wrap(stream, cut, stream.length - cut), events::add);
            decoder.end(events::add);
            assertThat(events).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"thinking-stream.sse", "tools-stream.sse"})
    void readsCarriageReturnsAndComments(String golden) {
        String stream = Goldens.text(golden);

        assertThat(decode((": hello\n\n" + stream).replace("\n", "\r\n"))).isEqualTo(decode(stream));
    }

    @ParameterizedTest
    @ValueSource(strings = {"thinking-stream.sse", "tools-stream.sse"})
    void isNeverWholeWithoutItsEndMark(String golden) {
        byte[] stream = Goldens.text(golden).strip().getBytes(StandardCharsets.UTF_8);

        for (int length = 0; length <= stream.length; length++) {
            assertThat(Crossing.assembled(Crossing.decode(DIALECT, Arrays.copyOf(stream, length), 1 << 20))
                            .isComplete())
                    .as("cut off after %d of %d bytes", length, stream.length)
                    .isFalse();
        }
    }

    @Test
    void letsACallGrowUnderItsIndex() {
        AnswerAssembly read = Crossing.assembled(decode(call(
                        "{\"id\":\"chatcmpl-tool-1\",\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"\"}}")
                + call("{\"id\":\"chatcmpl-tool-2\",\"index\":1,\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}")
                + call("{\"index\":0,\"function\":{\"name\":\"\",\"arguments\":\"{}\"}}")
                + call("{\"index\":1,\"function\":{\"name\":\"\",\"arguments\":\"}\"}}")
                + finish("tool_calls")
                + DONE));

        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(
                        new Part.ToolCall("chatcmpl-tool-1", "f", "{}"),
                        new Part.ToolCall("chatcmpl-tool-2", "g", "{}"));
    }

    @Test
    void tellsCallsOfOneIndexApartByTheirIds() {
        AnswerAssembly read = Crossing.assembled(decode(call(
                        "{\"id\":\"aaaaaaaaa\",\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}")
                + call("{\"id\":\"bbbbbbbbb\",\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}")
                + finish("tool_calls")
                + DONE));

        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(
                        new Part.ToolCall("aaaaaaaaa", "f", "{}"), new Part.ToolCall("bbbbbbbbb", "f", "{\"a\":1}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"object\":\"error\",\"message\":\"boom\",\"type\":\"x\",\"code\":\"3000\"}\n\n",
                "data: {\"error\":{\"message\":\"boom\",\"type\":\"x\"}}\n\n"
            })
    void tellsAnErrorInTheStream(String error) {
        List<ChatEvent> events = decode(text("Hi") + error + finish("stop") + DONE);

        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
            assertThat(failed.error().text()).isEqualTo("boom");
            assertThat(failed.error().code()).isEqualTo("x");
            assertThat(failed.error().status()).isEqualTo(502);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {broken\n\n", "data: [1]\n\n", DONE})
    void aStreamOfSomethingElseFails(String stream) {
        assertThat(decode(stream)).singleElement().isInstanceOf(ChatEvent.Failed.class);
    }

    @Test
    void writesTheReferencesStreamsBackInTheirGrammar() {
        for (String golden : List.of("thinking-stream.sse", "tools-stream.sse")) {
            List<ChatEvent> events = decode(Goldens.text(golden));

            byte[] written = Crossing.encode(DIALECT, STREAMING, events);

            new MistralGrammar().check(written);
            assertThat(Crossing.assembled(Crossing.decode(DIALECT, written, 5)).answer())
                    .isEqualTo(Crossing.assembled(events).answer());
        }
    }

    @Test
    void writesCallsThatGrowSideBySideWholeAndInTheirOrder() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started("x", "m", 1, Usage.NONE, null, null),
                new ChatEvent.PartStarted(0, 0, new Part.ToolCall("a", "f", "")),
                new ChatEvent.PartStarted(0, 1, new Part.ToolCall("b", "g", "")),
                new ChatEvent.PartGrew(0, 1, "{\"b\":"),
                new ChatEvent.PartGrew(0, 0, "{\"a\":1}"),
                new ChatEvent.PartGrew(0, 1, "2}"),
                new ChatEvent.PartEnded(0, 1),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.Finished(0, new Finish(Finish.Reason.TOOL_CALLS)),
                new ChatEvent.UsageKnown(Usage.of(1, 2)),
                new ChatEvent.Ended());

        byte[] written = Crossing.encode(DIALECT, STREAMING, events);

        new MistralGrammar().check(written);
        assertThat(Crossing.assembled(Crossing.decode(DIALECT, written, 7))
                        .answer()
                        .choices()
                        .get(0)
                        .parts())
                .containsExactly(new Part.ToolCall("a", "f", "{\"a\":1}"), new Part.ToolCall("b", "g", "{\"b\":2}"));
    }

    @Test
    void writesSeveralChoicesWithTheUsageInTheVeryLastChunk() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started(null, null, 0, Usage.of(5, Usage.UNKNOWN), null, null),
                new ChatEvent.PartStarted(0, 0, new Part.Text("")),
                new ChatEvent.PartGrew(0, 0, "A"),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.Finished(0, new Finish(Finish.Reason.STOP)),
                new ChatEvent.PartStarted(1, 0, new Part.Text("")),
                new ChatEvent.PartGrew(1, 0, "B"),
                new ChatEvent.PartEnded(1, 0),
                new ChatEvent.Finished(1, new Finish(Finish.Reason.CONTEXT_WINDOW)),
                new ChatEvent.UsageKnown(Usage.of(5, 2)),
                new ChatEvent.Ended());

        byte[] written = Crossing.encode(DIALECT, STREAMING, events);

        new MistralGrammar().check(written);
        AnswerAssembly read = Crossing.assembled(Crossing.decode(DIALECT, written, 7));
        assertThat(read.answer().choices()).hasSize(2);
        assertThat(read.answer().usage()).isEqualTo(Usage.of(5, 2));
        assertThat(read.answer().choices().get(1).finish()).isEqualTo(new Finish(Finish.Reason.LENGTH));
    }

    private static String text(String text) {
        return chunk("{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}");
    }

    private static String call(String call) {
        return chunk("{\"index\":0,\"delta\":{\"index\":0,\"content\":\"\",\"tool_calls\":[" + call
                + "]},\"finish_reason\":null,\"logprobs\":null}");
    }

    private static String finish(String reason) {
        return chunk("{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"" + reason + "\"}");
    }

    private static String chunk(String choice) {
        return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[" + choice + "]}\n\n";
    }

    private static List<ChatEvent> decode(String stream) {
        return Crossing.decode(DIALECT, stream.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }
}
