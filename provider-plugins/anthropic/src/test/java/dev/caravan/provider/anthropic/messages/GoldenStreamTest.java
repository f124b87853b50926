package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.testkit.grammar.AnthropicGrammar;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenStreamTest {

    private static final long UNKNOWN = Usage.UNKNOWN;

    @Test
    void aTextIsToldAsItGrows() {
        assertThat(Streams.decode(Golden.bytes("stream-text.sse")))
                .containsExactly(
                        new ChatEvent.Started(
                                "msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY",
                                "claude-opus-4-6",
                                0,
                                Usage.of(25, 1),
                                null,
                                null),
                        new ChatEvent.PartStarted(0, 0, new Part.Text("")),
                        new ChatEvent.PartGrew(0, 0, "Grüezi"),
                        new ChatEvent.PartGrew(0, 0, " ☀️!"),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.UsageKnown(Usage.of(25, 15)),
                        new ChatEvent.Finished(0, new Finish(Finish.Reason.STOP)),
                        new ChatEvent.Ended());
    }

    @Test
    void toolCallsHaveTheirArgumentsEvenWhereTheStreamHasNone() {
        ChatAnswer answer = answer("stream-tool-use.sse");

        assertThat(choice(answer).parts())
                .containsExactly(
                        new Part.Text("Okay, let me check."),
                        new Part.ToolCall(
                                "toolu_01T1x1fJ34qAmk2tNTrN7Up6", "get_weather", "{\"location\": \"Zürich\"}"),
                        new Part.ToolCall("toolu_02", "get_time", "{}"));
        assertThat(choice(answer).finish()).isEqualTo(new Finish(Finish.Reason.TOOL_CALLS));
        assertThat(answer.usage())
                .as("input and caches from the start, output from the end")
                .isEqualTo(new Usage(892, 89, 400, 20, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN));
    }

    @Test
    void thoughtsHaveTheirSignature() {
        ChatAnswer answer = answer("stream-thinking.sse");

        assertThat(choice(answer).parts())
                .containsExactly(
                        new Part.Reasoning(
                                "First, divide. Then add.",
                                "EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds",
                                null,
                                null),
                        new Part.Reasoning("", null, "EmwKAhgBEgy3va3p", null),
                        new Part.Text("It is 21."));
        assertThat(choice(answer).finish()).isEqualTo(new Finish(Finish.Reason.STOP_SEQUENCE, "END", null));
        assertThat(answer.usage()).isEqualTo(new Usage(10, 70, 0, 0, UNKNOWN, 60, UNKNOWN, UNKNOWN));
    }

    @Test
    void whatTheProvidersOwnToolsDoComesWhole() {
        ChatAnswer answer = answer("stream-web-search.sse");

        assertThat(choice(answer).parts().get(0)).isInstanceOfSatisfying(Part.Opaque.class, use -> {
            assertThat(use.type()).isEqualTo("server_tool_use");
            assertThat(use.json().path("input")).isEqualTo(Golden.object("{'query':'weather NYC'}"));
        });
        assertThat(choice(answer).parts().get(1))
                .isInstanceOfSatisfying(
                        Part.Opaque.class, result -> assertThat(result.type()).isEqualTo("web_search_tool_result"));
        assertThat(choice(answer).parts().get(2)).isEqualTo(new Part.Text("Sunny."));
        assertThat(choice(answer).finish()).isEqualTo(new Finish(Finish.Reason.PAUSE));
        assertThat(answer.usage().input()).isEqualTo(10682);
    }

    @Test
    void citationsBelongToTheirText() {
        assertThat(choice(answer("stream-citations.sse")).parts())
                .singleElement()
                .isInstanceOfSatisfying(Part.Text.class, text -> {
                    assertThat(text.text()).isEqualTo("The grass is green");
                    assertThat(text.citations()).singleElement().satisfies(citation -> {
                        assertThat(citation.title()).isEqualTo("My Document");
                        assertThat(citation.quote()).isEqualTo("The grass is green.");
                        assertThat(citation.details().path("end_char_index").intValue())
                                .isEqualTo(20);
                    });
                });
    }

    @Test
    void anErrorIsToldAndEndsTheStream() {
        List<ChatEvent> events = Streams.decode(Golden.bytes("stream-error.sse"));

        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
            assertThat(failed.error().status()).isEqualTo(529);
            assertThat(failed.error().code()).isEqualTo("overloaded_error");
            assertThat(failed.error().text()).isEqualTo("Overloaded");
        });
        assertThat(assembled(events).isComplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream-text.sse",
                "stream-tool-use.sse",
                "stream-thinking.sse",
                "stream-web-search.sse",
                "stream-citations.sse",
                "stream-error.sse"
            })
    void itMeansTheSameWhereverItIsCut(String file) {
        byte[] stream = Golden.bytes(file);
        List<ChatEvent> whole = Streams.decode(stream);

        new AnthropicGrammar().check(stream);
        for (int cut = 1; cut < stream.length; cut++) {
            assertThat(Streams.decode(Arrays.copyOf(stream, cut), Arrays.copyOfRange(stream, cut, stream.length)))
                    .as("cut at byte %d", cut)
                    .hasToString(whole.toString());
        }
        String lines = new String(stream, StandardCharsets.UTF_8);
        String windows = ": a comment\r\n" + lines.replace("\n", "\r\n");
        assertThat(Streams.decode(windows.getBytes(StandardCharsets.UTF_8))).hasToString(whole.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream-text.sse", "stream-tool-use.sse", "stream-thinking.sse", "stream-web-search.sse"})
    void itIsNeverWholeBeforeItsLastEvent(String file) {
        String stream = new String(Golden.bytes(file), StandardCharsets.UTF_8);
        for (int end = stream.indexOf("\n\n"); end + 2 < stream.length(); end = stream.indexOf("\n\n", end + 2)) {
            List<ChatEvent> events = Streams.decode(stream.substring(0, end + 2).getBytes(StandardCharsets.UTF_8));
            assertThat(events).as("cut off after %d characters", end).doesNotContain(new ChatEvent.Ended());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream-text.sse", "stream-tool-use.sse", "stream-thinking.sse", "stream-citations.sse"})
    void itIsWrittenAgainWithTheSameMeaning(String file) {
        List<ChatEvent> events = Streams.decode(Golden.bytes(file));
        byte[] written = Streams.encode(events.toArray(ChatEvent[]::new)).getBytes(StandardCharsets.UTF_8);

        new AnthropicGrammar().check(written);
        AnswerAssembly again = assembled(Streams.decode(written));
        assertThat(again.isComplete()).isTrue();
        assertThat(choice(again.answer())).isEqualTo(choice(answer(file)));
        assertThat(again.answer().usage().input())
                .isEqualTo(answer(file).usage().input());
        assertThat(again.answer().usage().output())
                .isEqualTo(answer(file).usage().output());
    }

    private static ChatAnswer answer(String file) {
        AnswerAssembly assembly = assembled(Streams.decode(Golden.bytes(file)));
        assertThat(assembly.isComplete()).isTrue();
        return assembly.answer();
    }

    private static AnswerAssembly assembled(List<ChatEvent> events) {
        AnswerAssembly assembly = new AnswerAssembly();
        events.forEach(assembly);
        return assembly;
    }

    private static Choice choice(ChatAnswer answer) {
        return Objects.requireNonNull(answer.choices().get(0));
    }
}
