package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.GatewayError;
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
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.grammar.AnthropicGrammar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesStreamEncoderTest {

    private static final Started START = new Started("chatcmpl-1", "gpt", 1, Usage.NONE, null, null);

    @Test
    void everyEventHasItsName() {
        assertThat(Streams.encode(
                        START, new PartStarted(0, 0, new Part.Text("")), new PartGrew(0, 0, "Hi"), new Ended()))
                .isEqualTo(
                        """
                        event: message_start
                        data: {"type":"message_start","message":{"id":"chatcmpl-1","type":"message","role":"assistant",\
                        "model":"gpt","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,\
                        "cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}

                        event: content_block_start
                        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

                        event: content_block_stop
                        data: {"type":"content_block_stop","index":0}

                        event: message_delta
                        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
                        "usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,\
                        "output_tokens":0}}

                        event: message_stop
                        data: {"type":"message_stop"}

                        """);
    }

    @Test
    void usageThatComesAfterTheReasonIsToldAtTheEnd() {
        List<String> lines = lines(
                START,
                new Finished(0, new Finish(Reason.LENGTH)),
                new UsageKnown(new Usage(100, 7, 80, 10, 4, 3, Usage.UNKNOWN, Usage.UNKNOWN)),
                new Ended());

        assertThat(lines.get(1))
                .isEqualTo("{'type':'message_delta','delta':{'stop_reason':'max_tokens','stop_sequence':null},"
                        + "'usage':{'input_tokens':10,'cache_creation_input_tokens':10,'cache_read_input_tokens':80,"
                        + "'output_tokens':7,'output_tokens_details':{'thinking_tokens':3}}}");
    }

    @Test
    void usageThatIsKnownAtTheStartIsToldAtTheStart() {
        assertThat(lines(
                                new Started(null, null, 0, new Usage(100, 1, 80, 10, 4, -1, -1, -1), null, "default"),
                                new Ended())
                        .get(0))
                .contains("'model':'asked-model'")
                .contains("'id':'msg_")
                .contains("'usage':{'input_tokens':10,'cache_creation_input_tokens':10,'cache_read_input_tokens':80,"
                        + "'output_tokens':1,'cache_creation':{'ephemeral_5m_input_tokens':6,"
                        + "'ephemeral_1h_input_tokens':4},'service_tier':'standard'}");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, end_turn",
        "STOP_SEQUENCE, stop_sequence",
        "LENGTH, max_tokens",
        "CONTEXT_WINDOW, model_context_window_exceeded",
        "TOOL_CALLS, tool_use",
        "CONTENT_FILTER, refusal",
        "REFUSAL, refusal",
        "PAUSE, pause_turn",
        "ERROR, end_turn",
        "OTHER, end_turn",
    })
    void everyReasonHasAWord(Reason reason, String word) {
        assertThat(lines(START, new Finished(0, new Finish(reason)), new Ended())
                        .get(1))
                .contains("'stop_reason':'" + word + "'");
    }

    @Test
    void callsAreRunEvenWhereTheProviderSaysOnlyThatItStopped() {
        assertThat(lines(
                        START,
                        new PartStarted(0, 0, new Part.ToolCall(null, "a", "")),
                        new PartEnded(0, 0),
                        new Finished(0, new Finish(Reason.STOP)),
                        new Ended()))
                .anyMatch(line -> line.contains("'stop_reason':'tool_use'"))
                .anyMatch(line -> line.contains("{'type':'tool_use','id':'toolu_"));
    }

    @Test
    void aRefusalIsATextThatEndsWithThatReason() {
        assertThat(lines(
                        START,
                        new PartStarted(0, 0, new Part.Refusal("")),
                        new PartGrew(0, 0, "No."),
                        new PartEnded(0, 0),
                        new Finished(0, new Finish(Reason.STOP)),
                        new Ended()))
                .anyMatch(line -> line.contains("'text':'No.'"))
                .anyMatch(line -> line.contains("'stop_reason':'refusal'"));
    }

    @Test
    void partsThatAreOpenSideBySideAreWrittenOneAfterTheOther() {
        assertThat(starts(
                        START,
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartGrew(0, 0, "Let me see."),
                        new PartStarted(0, 1, new Part.ToolCall("c0", "a", "")),
                        new PartGrew(0, 1, "{}"),
                        new PartStarted(0, 2, new Part.ToolCall("c1", "b", "{\"n\":")),
                        new PartGrew(0, 2, "1}"),
                        new PartEnded(0, 0),
                        new PartEnded(0, 1),
                        new PartEnded(0, 2),
                        new Ended()))
                .containsExactly("text", "tool_use", "tool_use");
    }

    @Test
    void aTextThatGoesOnAfterACallContinuesInABlockOfItsOwn() {
        assertThat(starts(
                        START,
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartGrew(0, 0, "Before."),
                        new PartStarted(0, 1, new Part.ToolCall("c0", "a", "")),
                        new PartGrew(0, 0, "After."),
                        new PartEnded(0, 0),
                        new PartEnded(0, 1),
                        new Ended()))
                .containsExactly("text", "tool_use", "text");
    }

    @Test
    void aCallThatGoesOnAfterAnotherBeganEndsInAnError() {
        List<String> lines = lines(
                START,
                new PartStarted(0, 0, new Part.ToolCall("c0", "a", "")),
                new PartStarted(0, 1, new Part.ToolCall("c1", "b", "")),
                new PartGrew(0, 0, "{}"),
                new Ended());

        assertThat(lines.get(lines.size() - 1))
                .startsWith("{'type':'error','error':{'type':'api_error'")
                .contains("'a'");
    }

    @Test
    void argumentsThatAreNoObjectEndInAnError() {
        List<String> lines = lines(
                START,
                new PartStarted(0, 0, new Part.ToolCall("c0", "a", "")),
                new PartGrew(0, 0, "{\"n\":"),
                new PartEnded(0, 0),
                new Ended());

        assertThat(lines.get(lines.size() - 1)).startsWith("{'type':'error'");
    }

    @Test
    void aSignatureComesLastInItsBlockAndEmptyPartsLeaveNoBlock() {
        List<String> lines = lines(
                START,
                new PartStarted(0, 0, new Part.Reasoning("")),
                new PartSigned(0, 0, "Eq"),
                new PartGrew(0, 0, "Hm."),
                new PartEnded(0, 0),
                new PartStarted(0, 1, new Part.Text("")),
                new PartEnded(0, 1),
                new Ended());

        assertThat(lines.subList(1, 5))
                .containsExactly(
                        "{'type':'content_block_start','index':0,'content_block':"
                                + "{'type':'thinking','thinking':'','signature':''}}",
                        "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'Hm.'}}",
                        "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'Eq'}}",
                        "{'type':'content_block_stop','index':0}");
        assertThat(lines.get(5)).contains("message_delta");
    }

    @Test
    void encryptedThoughtsHaveABlockOfTheirOwn() {
        assertThat(starts(
                        START,
                        new PartStarted(0, 0, new Part.Reasoning("", null, "gAAAA", "rs_1")),
                        new PartGrew(0, 0, "A summary."),
                        new PartEnded(0, 0),
                        new PartStarted(0, 1, new Part.Reasoning("", null, "gBBBB", null)),
                        new PartEnded(0, 1),
                        new Ended()))
                .containsExactly("redacted_thinking", "thinking", "redacted_thinking");
    }

    @Test
    void aCitationWithAnAddressIsTold() {
        List<String> lines = lines(
                START,
                new PartStarted(0, 0, new Part.Text("")),
                new PartGrew(0, 0, "Sun."),
                new PartCited(0, 0, new Citation("openai-chat", "https://example.com", "T", null, 0, 4, Json.object())),
                new PartCited(0, 0, new Citation("openai-chat", null, "T", null, 0, 4, Json.object())),
                new PartEnded(0, 0),
                new Ended());

        assertThat(lines)
                .filteredOn(line -> line.contains("citations_delta"))
                .containsExactly("{'type':'content_block_delta','index':0,'delta':{'type':'citations_delta','citation':"
                        + "{'type':'web_search_result_location','cited_text':'','url':'https://example.com','title':'T',"
                        + "'encrypted_index':''}}}");
    }

    @Test
    void whatHasNoBlockIsLeftOut() {
        MediaSource bytes = new MediaSource.Inline("image/png", "iVBORw0KGgo=");
        assertThat(starts(
                        START,
                        new PartStarted(0, 0, new Part.Image(bytes)),
                        new PartEnded(0, 0),
                        new PartStarted(0, 1, new Part.Opaque("gemini", "code", Json.object())),
                        new PartEnded(0, 1),
                        new PartStarted(1, 0, new Part.Text("")),
                        new PartGrew(1, 0, "Another choice."),
                        new PartEnded(1, 0),
                        new Finished(1, new Finish(Reason.LENGTH)),
                        new PartStarted(
                                0, 2, new Part.Opaque("anthropic-messages", "x", Golden.object("{'type':'x'}"))),
                        new PartEnded(0, 2),
                        new Ended()))
                .containsExactly("x");
    }

    @Test
    void aFailureIsTheLastThingToldAtAnyPlace() {
        Failed failed = new Failed(GatewayError.of(429, "rate_limit", "Slow down."));

        assertThat(lines(failed, START, new Ended()))
                .containsExactly("{'type':'error','error':{'type':'rate_limit_error','message':'Slow down.'}}");
        assertThat(lines(START, new PartStarted(0, 0, new Part.Text("Hi")), failed, new Ended()))
                .hasSize(4);
    }

    /** The types of the blocks, in the order of their starts. */
    private static List<String> starts(ChatEvent... events) {
        List<String> types = new ArrayList<>();
        for (String line : lines(events)) {
            if (line.startsWith("{'type':'content_block_start'")) {
                types.add(Golden.object(line).at("/content_block/type").textValue());
            }
        }
        return types;
    }

    /** What is written, after a look at its grammar. */
    private static List<String> lines(ChatEvent... events) {
        String stream = Streams.encode(Arrays.copyOf(events, events.length));
        new AnthropicGrammar().check(stream.getBytes(StandardCharsets.UTF_8));
        return Streams.lines(stream);
    }
}
