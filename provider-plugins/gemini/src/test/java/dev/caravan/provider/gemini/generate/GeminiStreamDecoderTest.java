package dev.caravan.provider.gemini.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatEvent.Ended;
import dev.caravan.spi.chat.ChatEvent.Failed;
import dev.caravan.spi.chat.ChatEvent.Finished;
import dev.caravan.spi.chat.ChatEvent.PartCited;
import dev.caravan.spi.chat.ChatEvent.PartEnded;
import dev.caravan.spi.chat.ChatEvent.PartGrew;
import dev.caravan.spi.chat.ChatEvent.PartSigned;
import dev.caravan.spi.chat.ChatEvent.PartStarted;
import dev.caravan.spi.chat.ChatEvent.Started;
import dev.caravan.spi.chat.ChatEvent.UsageKnown;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.grammar.GeminiGrammar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiStreamDecoderTest {

    @Test
    void tellsATextThatGrows() {
        assertThat(decode("stream-text.sse"))
                .containsExactly(
                        new Started("r-1", "gemini-2.5-flash", 0, Usage.of(11, 0), null, null),
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartGrew(0, 0, "It is"),
                        new UsageKnown(Usage.of(11, 5)),
                        new PartGrew(0, 0, " sunny in Zürich ☀️"),
                        new UsageKnown(Usage.of(11, 7)),
                        new PartEnded(0, 0),
                        new Finished(0, new Finish(Finish.Reason.STOP)),
                        new Ended());
    }

    @Test
    void tellsThoughtsCallsAndTheSignatureThatComesLast() {
        List<ChatEvent> events = decode("stream-thinking-calls.sse");

        assertThat(assembled(events))
                .isEqualTo(new ChatAnswer(
                        "r-1",
                        "gemini-2.5-flash",
                        0,
                        List.of(new Choice(
                                0,
                                List.of(
                                        new Part.Reasoning("Sun, or rain?"),
                                        new Part.Text("Let me see."),
                                        new Part.ToolCall(
                                                null, "get_weather", "{\"city\":\"Zürich\"}", "c2lnbmVk", null),
                                        new Part.ToolCall("fc-2", "now", "{}"),
                                        new Part.Reasoning("", "bGFzdA==", null, null)),
                                new Finish(Finish.Reason.TOOL_CALLS))),
                        new Usage(20, 21, -1, -1, -1, 9, -1, -1),
                        null,
                        null));
        assertThat(events)
                .containsSubsequence(
                        new PartStarted(0, 2, new Part.ToolCall(null, "get_weather", "")),
                        new PartGrew(0, 2, "{\"city\":\"Zürich\"}"),
                        new PartSigned(0, 2, "c2lnbmVk"),
                        new PartEnded(0, 2));
    }

    @Test
    void citesTheTextThatIsStillOpenWhenItsSignatureHasCome() {
        Citation citation = new Citation(
                "gemini",
                "https://news.example.com/1",
                "News",
                "Zürich won.",
                0,
                11,
                Golden.node("{'web':{'uri':'https://news.example.com/1','title':'News'}}"));

        assertThat(decode("stream-grounded.sse"))
                .containsSubsequence(
                        new PartGrew(0, 0, " won."),
                        new PartCited(0, 0, citation),
                        new PartEnded(0, 0),
                        new PartStarted(0, 1, new Part.Reasoning("")),
                        new PartSigned(0, 1, "bGFzdA=="),
                        new PartEnded(0, 1),
                        new Finished(0, new Finish(Finish.Reason.STOP)),
                        new Ended());
    }

    @Test
    void tellsABlockedPromptAsAFilteredChoice() {
        assertThat(decode("stream-blocked.sse"))
                .containsExactly(
                        new Started("r-1", "gemini-2.5-flash", 0, Usage.of(9, 0), null, null),
                        new Finished(0, new Finish(Finish.Reason.CONTENT_FILTER, null, "SAFETY")),
                        new Ended());
    }

    @Test
    void tellsSeveralCandidates() {
        assertThat(assembled(decode("stream-candidates.sse")).choices())
                .containsExactly(
                        new Choice(0, List.of(new Part.Text("One.")), new Finish(Finish.Reason.STOP)),
                        new Choice(1, List.of(new Part.Text("Uno.")), new Finish(Finish.Reason.LENGTH)));
    }

    @Test
    void tellsAnErrorWithinTheStreamAndNothingBehindIt() {
        List<ChatEvent> events = decode("stream-error.sse");

        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error().status()).isEqualTo(503);
            assertThat(failed.error().code()).isEqualTo("unavailable");
            assertThat(failed.error().text()).isEqualTo("The model is overloaded. Please try again later.");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream-text.sse",
                "stream-thinking-calls.sse",
                "stream-grounded.sse",
                "stream-blocked.sse",
                "stream-candidates.sse",
                "stream-error.sse",
            })
    void tellsTheSameHoweverTheBytesAreCut(String golden) {
        byte[] stream = Golden.bytes(golden);
        List<ChatEvent> whole = comparable(decode(golden));

        for (int cut = 0; cut <= stream.length; cut++) {
            List<ChatEvent> events = new ArrayList<>();
            GeminiStreamDecoder decoder = new GeminiStreamDecoder();
            decoder.decode(ByteBuffer.wrap(stream, 0, cut), events::add);
            decoder.decode(ByteBuffer.wrap(stream, cut, stream.length - cut), events::add);
            decoder.end(events::add);
            assertThat(comparable(events)).as("cut at %d", cut).isEqualTo(whole);
        }
        assertThat(comparable(Crossing.decode(new GeminiDialect(), stream, 1))).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stream-text.sse", "stream-thinking-calls.sse", "stream-grounded.sse", "stream-candidates.sse"})
    void neverTakesAStreamForWholeThatBreaksBeforeItsLastEvent(String golden) {
        byte[] stream = Golden.bytes(golden);
        int last = new String(stream, StandardCharsets.ISO_8859_1).lastIndexOf("data:");

        for (int length = 0; length <= last; length++) {
            assertThat(Crossing.decode(new GeminiDialect(), Arrays.copyOf(stream, length), 1 << 20))
                    .as("%d bytes", length)
                    .doesNotContain(new Ended());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream-text.sse",
                "stream-thinking-calls.sse",
                "stream-grounded.sse",
                "stream-blocked.sse",
                "stream-candidates.sse",
                "stream-error.sse",
            })
    void theGoldenStreamsAreOfTheGrammar(String golden) {
        new GeminiGrammar().check(Golden.bytes(golden));
    }

    @Test
    void takesATextThatIsSignedForAPartOfItsOwn() {
        List<ChatEvent> events = events(
                "{'candidates':[{'content':{'parts':[{'text':'One'}]}}]}",
                "{'candidates':[{'content':{'parts':[{'text':'two','thoughtSignature':'c2ln'}]}}]}",
                "{'candidates':[{'content':{'parts':[{'text':'three'}]},'finishReason':'STOP'}]}");

        assertThat(assembled(events).choices().get(0).parts())
                .containsExactly(
                        new Part.Text("One"),
                        new Part.Reasoning("", "c2ln", null, null),
                        new Part.Text("two"),
                        new Part.Text("three"));
    }

    @Test
    void signsThoughtsThatHaveGrown() {
        List<ChatEvent> events = events(
                "{'candidates':[{'content':{'parts':[{'text':'Hm','thought':true}]}}]}",
                "{'candidates':[{'content':{'parts':[{'text':'','thought':true,'thoughtSignature':'c2ln'},"
                        + "{'text':'Yes.'}]},'finishReason':'STOP'}]}");

        assertThat(assembled(events).choices().get(0).parts())
                .containsExactly(new Part.Reasoning("Hm", "c2ln", null, null), new Part.Text("Yes."));
    }

    @Test
    void takesAFinishThatIsRepeatedForTheSameOne() {
        List<ChatEvent> events = events(
                "{'candidates':[{'content':{'parts':[{'text':'One'}]},'finishReason':'STOP'}]}",
                "{'candidates':[{'content':{'parts':[{'text':' two'}]},'finishReason':'STOP'}]}",
                "{'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':2,'totalTokenCount':3}}");

        assertThat(assembled(events).choices())
                .containsExactly(new Choice(0, List.of(new Part.Text("One two")), new Finish(Finish.Reason.STOP)));
        assertThat(events).filteredOn(Finished.class::isInstance).hasSize(1);
        assertThat(assembled(events).usage()).isEqualTo(Usage.of(1, 2));
    }

    @Test
    void tellsWholePartsAndLogProbabilities() {
        List<ChatEvent> events =
                events("{'candidates':[{'content':{'parts':[{'inlineData':{'mimeType':'image/png','data':'AA=='}},"
                        + "{'executableCode':{'code':'1'}}]},'logprobsResult':{'chosenCandidates':"
                        + "[{'token':'a','logProbability':-1}]},'finishReason':'STOP'}]}");

        assertThat(assembled(events).choices().get(0).parts())
                .extracting(part -> part.getClass().getSimpleName())
                .containsExactly("Image", "Opaque");
        assertThat(assembled(events).choices().get(0).logprobs()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[1]",
                "{\"candidates\":7}",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{}}]}}]}"
            })
    void failsOverWhatIsNotOfTheDialect(String data) {
        List<ChatEvent> events =
                Crossing.decode(new GeminiDialect(), ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8), 7);

        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(
                        failed.error().status())
                .isEqualTo(502));
    }

    @Test
    void passesOverCommentsAndNamesOfEvents() {
        String stream = ": hello\n\nevent: x\ndata: {\"candidates\":\ndata: [{\"finishReason\":\"STOP\"}]}\n\n";

        assertThat(Crossing.decode(new GeminiDialect(), stream.getBytes(StandardCharsets.UTF_8), 3))
                .contains(new Finished(0, new Finish(Finish.Reason.STOP)), new Ended());
    }

    private static List<ChatEvent> decode(String golden) {
        return Crossing.decode(new GeminiDialect(), Golden.bytes(golden), 1 << 20);
    }

    private static List<ChatEvent> events(String... chunks) {
        StringBuilder stream = new StringBuilder();
        for (String chunk : chunks) {
            stream.append("data: ").append(chunk.replace('\'', '"')).append("\n\n");
        }
        return Crossing.decode(new GeminiDialect(), stream.toString().getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    private static ChatAnswer assembled(List<ChatEvent> events) {
        AnswerAssembly assembly = Crossing.assembled(events);
        assertThat(assembly.isComplete()).isTrue();
        return assembly.answer();
    }

    /** Errors are equal only to themselves. */
    private static List<ChatEvent> comparable(List<ChatEvent> events) {
        return events.stream().filter(event -> !(event instanceof Failed)).toList();
    }
}
