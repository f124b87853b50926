package dev.caravan.provider.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.grammar.ResponsesGrammar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesStreamDecoderTest {

    private static final String TEXT = "stream-text.sse";
    private static final String TOOLS = "stream-tools.sse";
    private static final String REFUSAL = "stream-refusal.sse";
    private static final String FAILED = "stream-failed.sse";
    private static final String THOUGHTS = "stream-thoughts.sse";

    @Test
    void readsATextWithItsCitationAndLogProbabilities() {
        List<ChatEvent> events = events(TEXT);

        assertThat(events.get(0))
                .isEqualTo(new ChatEvent.Started("resp_1", "gpt-5.1", 1741476777, Usage.NONE, null, "default"));
        assertThat(kinds(events))
                .containsExactly(
                        "Started",
                        "PartStarted",
                        "PartGrew",
                        "LogprobsAdded",
                        "PartGrew",
                        "LogprobsAdded",
                        "PartCited",
                        "PartEnded",
                        "UsageKnown",
                        "Finished",
                        "Ended");
        assertThat(events).contains(new ChatEvent.UsageKnown(new Usage(37, 11, 5, -1, -1, 3, -1, -1)));
        Part.Text text = (Part.Text) answerParts(events).get(0);
        assertThat(text.text()).isEqualTo("It is sünny ☀️");
        assertThat(text.citations()).singleElement().satisfies(citation -> {
            assertThat(citation.url()).isEqualTo("https://example.com");
            assertThat(citation.end()).isEqualTo(6);
        });
    }

    @Test
    void readsThoughtsCallsAndAToolOfTheProvider() {
        List<Part> parts = answerParts(events(TOOLS));

        assertThat(parts)
                .hasSize(5)
                .startsWith(
                        new Part.Reasoning("First.\n\nThen.", null, null, "rs_1"),
                        new Part.Reasoning("", null, "gAAAAlate", "rs_1"))
                .endsWith(
                        new Part.ToolCall("call_0", "get_weather", "{\"city\":\"Zürich\"}"),
                        new Part.ToolCall("call_1", "get_weather", "{\"city\":\"Bern\"}"));
        assertThat(((Part.Opaque) parts.get(2)).json().get("status").textValue())
                .isEqualTo("completed");
        assertThat(events(TOOLS)).contains(new ChatEvent.Finished(0, new Finish(Reason.TOOL_CALLS)));
    }

    @Test
    void readsARefusalThatWasCutShort() {
        List<ChatEvent> events = events(REFUSAL);

        assertThat(answerParts(events)).containsExactly(new Part.Refusal("I cannot"));
        assertThat(events).contains(new ChatEvent.Finished(0, new Finish(Reason.LENGTH)));
    }

    @Test
    void readsThoughtsThatAreShownInFull() {
        assertThat(answerParts(events(THOUGHTS)))
                .containsExactly(new Part.Reasoning("Let me think.", null, null, "rs_1"));
    }

    @Test
    void endsWithTheFirstErrorOfAStreamThatFailed() {
        List<ChatEvent> events = events(FAILED);

        assertThat(kinds(events)).containsExactly("Started", "Failed");
        ChatEvent.Failed failed = (ChatEvent.Failed) events.get(1);
        assertThat(failed.error().status()).isEqualTo(429);
        assertThat(failed.error().text()).isEqualTo("You exceeded your quota.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'error','code':'server_error','message':'Boom.','param':null,'sequence_number':0}",
                "{'type':'error','error':{'code':'server_error','message':'Boom.'},'sequence_number':0}",
                "{'type':'response.failed','response':{'error':{'code':'server_error','message':'Boom.'}}}"
            })
    void readsAnErrorInEachShape(String event) {
        assertThat(decode("data: " + event.replace('\'', '"') + "\n\n"))
                .singleElement()
                .isInstanceOfSatisfying(
                        ChatEvent.Failed.class,
                        failed -> assertThat(failed.error().text()).isEqualTo("Boom."));
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, TOOLS, REFUSAL, FAILED, THOUGHTS})
    void readsTheSameHoweverTheBytesAreCut(String name) {
        byte[] stream = Golden.bytes(name);
        String whole = decode(stream).toString();

        for (int cut = 1; cut < stream.length; cut++) {
            List<ChatEvent> events = new ArrayList<>();
            StreamDecoder decoder = new ResponsesDialect().streamDecoder();
            decoder.decode(ByteBuffer.wrap(stream, 0, cut), events::add);
            decoder.decode(ByteBuffer.wrap(stream, cut, stream.length - cut), events::add);
            decoder.end(events::add);
            assertThat(events.toString().equals(whole)).as("cut at %d", cut).isTrue();
        }
        assertThat(Crossing.decode(new ResponsesDialect(), stream, 1)).hasToString(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, TOOLS, REFUSAL, THOUGHTS})
    void neverTakesAStreamThatBreaksOffForWhole(String name) {
        String stream = new String(Golden.bytes(name), StandardCharsets.UTF_8);

        for (int end = stream.indexOf("\n\n"); end >= 0; end = stream.indexOf("\n\n", end + 2)) {
            boolean last = end == stream.length() - 2;
            assertThat(kinds(decode(stream.substring(0, end + 2))).contains("Ended"))
                    .as("broken off at %d", end)
                    .isEqualTo(last);
        }
    }

    @Test
    void readsCarriageReturnsCommentsAndDataOfSeveralLines() {
        String stream = new String(Golden.bytes(TEXT), StandardCharsets.UTF_8);
        String other = ": hello\r\n\r\n"
                + stream.replace("\n", "\r\n").replace("\"sequence_number\"", "\r\ndata: \"sequence_number\"")
                + "data: [DONE]\r\n\r\n";

        assertThat(decode(other)).isEqualTo(decode(stream));
    }

    @Test
    void takesTheTypeFromTheEventLineWhereTheDataHasNone() {
        assertThat(kinds(decode("event: response.completed\ndata: {\"response\":{\"output\":[]}}\n\n")))
                .containsExactly("Started", "UsageKnown", "Finished", "Ended");
    }

    @Test
    void theTierThatServedIsTheOneThatTheEndTells() {
        List<ChatEvent> events =
                decode("data: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"service_tier\":\"auto\"}}\n\n"
                        + "data: {\"type\":\"response.completed\",\"response\":{\"service_tier\":\"priority\",\"output\":[]}}"
                        + "\n\n");

        assertThat(Crossing.assembled(events).answer().serviceTier()).isEqualTo("priority");
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, TOOLS, REFUSAL, THOUGHTS})
    void readsAnAnswerWhoseLastEventIsAllThereIs(String name) {
        String stream = new String(Golden.bytes(name), StandardCharsets.UTF_8);
        String last = stream.substring(stream.lastIndexOf("event: "));
        int json = last.indexOf("{");
        AnswerAssembly assembly = Crossing.assembled(decode(last));

        assertThat(assembly.isComplete()).isTrue();
        assertThat(assembly.answer())
                .isEqualTo(new ResponsesDialect()
                        .decodeAnswer(Golden.of(last.substring(json)).get("response"), new Losses()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: response\\.content_part\\.added\\n.*\\n\\n",
                "event: response\\.output_item\\.added\\n.*\\n\\n",
                "event: response\\.created\\n.*\\n\\n",
                "event: response\\.output_text\\.delta\\n.*\\n\\n",
                "event: response\\.output_text\\.annotation\\.added\\n.*\\n\\n",
                "event: response\\.output_item\\.done\\n.*\\n\\n",
                "event: response\\.content_part\\.done\\n.*\\n\\n",
                "event: response\\.(content_part|output_item)\\.done\\n.*\\n\\n"
            })
    void forgivesServersThatLeaveEventsOut(String left) {
        String stream = new String(Golden.bytes(TEXT), StandardCharsets.UTF_8);

        assertThat(Crossing.assembled(decode(stream.replaceAll(left, ""))).answer())
                .isEqualTo(Crossing.assembled(decode(stream)).answer());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    data: no json
                    data: [1]
                    data: {"type":"response.created"}
                    data: {"type":"response.output_item.added","output_index":0,"item":{"type":"function_call"}}
                    data: {"type":"response.output_item.added","output_index":"x","item":{"type":"message"}}
                    """)
    void callsAMalformedEventTheProvidersFaultAndStops(String line) {
        List<ChatEvent> events = decode(line + "\n\n" + new String(Golden.bytes(TEXT), StandardCharsets.UTF_8));

        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> assertThat(
                        failed.error().status())
                .isEqualTo(502));
        assertThat(kinds(events)).doesNotContain("Ended");
    }

    @Test
    void passesOverThoughtsThatHoldNothing() {
        String item = "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}";

        assertThat(kinds(decode("data: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":" + item
                        + "}\n\ndata: {\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + item
                        + "}\n\n")))
                .containsExactly("Started");
    }

    @Test
    void passesOverEventsFromTheFuture() {
        String stream = new String(Golden.bytes(TEXT), StandardCharsets.UTF_8);

        assertThat(decode("data: {\"type\":\"keepalive\"}\n\n"
                        + stream.replaceFirst(
                                "event: response.output_text.done",
                                "data: {\"type\":\"response.moon.rising\",\"output_index\":0}\n\n$0")))
                .isEqualTo(decode(stream));
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, TOOLS, REFUSAL, FAILED, THOUGHTS})
    void isTestedWithStreamsThatFollowTheGrammar(String name) {
        new ResponsesGrammar().check(Golden.bytes(name));
    }

    private static List<Part> answerParts(List<ChatEvent> events) {
        AnswerAssembly assembly = Crossing.assembled(events);
        assertThat(assembly.isComplete()).isTrue();
        return assembly.answer().choices().get(0).parts();
    }

    private static List<String> kinds(List<ChatEvent> events) {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    private static List<ChatEvent> events(String name) {
        return decode(Golden.bytes(name));
    }

    private static List<ChatEvent> decode(String stream) {
        return decode(stream.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ChatEvent> decode(byte[] stream) {
        return Crossing.decode(new ResponsesDialect(), Arrays.copyOf(stream, stream.length), Integer.MAX_VALUE / 2);
    }
}
