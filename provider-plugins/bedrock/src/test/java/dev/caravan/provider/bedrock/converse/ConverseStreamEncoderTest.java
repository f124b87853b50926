package dev.caravan.provider.bedrock.converse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.provider.bedrock.eventstream.Frame;
import dev.caravan.provider.bedrock.eventstream.FrameReader;
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
import dev.caravan.spi.wire.WireOutput;
import dev.caravan.testkit.grammar.BedrockGrammar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConverseStreamEncoderTest {

    private static final Started STARTED = new Started("id-1", "model-1", 1, Usage.of(7, Usage.UNKNOWN), null, "flex");

    @Test
    void writesTextWithoutAnnouncingItsBlock() {
        assertThat(encode(
                        STARTED,
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartGrew(0, 0, "Hi"),
                        new PartEnded(0, 0),
                        new Finished(0, new Finish(Reason.STOP)),
                        new UsageKnown(Usage.of(7, 2)),
                        new Ended()))
                .containsExactly(
                        "messageStart {\"role\":\"assistant\"}",
                        "contentBlockDelta {\"delta\":{\"text\":\"Hi\"},\"contentBlockIndex\":0}",
                        "contentBlockStop {\"contentBlockIndex\":0}",
                        "messageStop {\"stopReason\":\"end_turn\"}",
                        "metadata {\"usage\":{\"inputTokens\":7,\"outputTokens\":2,\"totalTokens\":9},"
                                + "\"metrics\":{\"latencyMs\":0},\"serviceTier\":{\"type\":\"flex\"}}");
    }

    @Test
    void closesABlockWhenTheNextOneBegins() {
        assertThat(encode(
                        STARTED,
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartGrew(0, 0, "Hi"),
                        new PartStarted(0, 1, new Part.ToolCall("call_1", "now", "")),
                        new PartGrew(0, 1, "{\"a\""),
                        new PartGrew(0, 1, ":1}"),
                        new PartStarted(0, 2, new Part.ToolCall("call_2", "now", "")),
                        new PartEnded(0, 0),
                        new PartEnded(0, 1),
                        new PartEnded(0, 2),
                        new Finished(0, new Finish(Reason.TOOL_CALLS)),
                        new Ended()))
                .containsSequence(
                        "contentBlockStop {\"contentBlockIndex\":0}",
                        "contentBlockStart {\"start\":{\"toolUse\":{\"toolUseId\":\"call_1\",\"name\":\"now\"}},\"contentBlockIndex\":1}",
                        "contentBlockDelta {\"delta\":{\"toolUse\":{\"input\":\"{\\\"a\\\"\"}},\"contentBlockIndex\":1}",
                        "contentBlockDelta {\"delta\":{\"toolUse\":{\"input\":\":1}\"}},\"contentBlockIndex\":1}",
                        "contentBlockStop {\"contentBlockIndex\":1}",
                        "contentBlockStart {\"start\":{\"toolUse\":{\"toolUseId\":\"call_2\",\"name\":\"now\"}},\"contentBlockIndex\":2}",
                        "contentBlockDelta {\"delta\":{\"toolUse\":{\"input\":\"{}\"}},\"contentBlockIndex\":2}",
                        "contentBlockStop {\"contentBlockIndex\":2}",
                        "messageStop {\"stopReason\":\"tool_use\"}");
    }

    @Test
    void endsInAnExceptionWhenAPartGrowsAfterTheNextOneBegan() {
        List<String> written = encode(
                STARTED,
                new PartStarted(0, 0, new Part.ToolCall("call_1", "now", "")),
                new PartStarted(0, 1, new Part.ToolCall("call_2", "now", "")),
                new PartGrew(0, 0, "{}"),
                new PartGrew(0, 1, "{}"),
                new Ended());

        assertThat(written).last().asString().startsWith("modelStreamErrorException {");
    }

    @Test
    void writesThoughtsTheirSignatureAndWhatOnlyTheProviderCanRead() {
        assertThat(encode(
                        STARTED,
                        new PartStarted(0, 0, new Part.Reasoning("", null, "cmVk", null)),
                        new PartGrew(0, 0, "Hm."),
                        new PartSigned(0, 0, "c2ln"),
                        new PartEnded(0, 0),
                        new PartStarted(0, 1, new Part.Reasoning("Oh.", "ZWFybHk=", null, null)),
                        new PartEnded(0, 1),
                        new Finished(0, new Finish(Reason.STOP)),
                        new Ended()))
                .containsSequence(
                        "contentBlockDelta {\"delta\":{\"reasoningContent\":{\"text\":\"Hm.\"}},\"contentBlockIndex\":0}",
                        "contentBlockDelta {\"delta\":{\"reasoningContent\":{\"signature\":\"c2ln\"}},\"contentBlockIndex\":0}",
                        "contentBlockStop {\"contentBlockIndex\":0}",
                        "contentBlockDelta {\"delta\":{\"reasoningContent\":{\"redactedContent\":\"cmVk\"}},\"contentBlockIndex\":1}",
                        "contentBlockStop {\"contentBlockIndex\":1}",
                        "contentBlockDelta {\"delta\":{\"reasoningContent\":{\"text\":\"Oh.\"}},\"contentBlockIndex\":2}",
                        "contentBlockDelta {\"delta\":{\"reasoningContent\":{\"signature\":\"ZWFybHk=\"}},\"contentBlockIndex\":2}",
                        "contentBlockStop {\"contentBlockIndex\":2}");
    }

    @Test
    void writesCitationsIntoTheirText() {
        Citation citation = new Citation("other", "https://example.com", "Title", "quote", 0, 2, Json.object());

        assertThat(encode(
                        STARTED,
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartGrew(0, 0, "Hi"),
                        new PartCited(0, 0, citation),
                        new PartEnded(0, 0),
                        new Finished(0, new Finish(Reason.STOP)),
                        new Ended()))
                .contains(
                        "contentBlockDelta {\"delta\":{\"citation\":{\"title\":\"Title\",\"sourceContent\":[{\"text\":\"quote\"}],"
                                + "\"source\":\"https://example.com\",\"location\":{\"web\":{\"url\":\"https://example.com\"}}}},"
                                + "\"contentBlockIndex\":0}");
    }

    @Test
    void writesPicturesAsBlocksOfTheirOwn() {
        assertThat(encode(
                        STARTED,
                        new PartStarted(0, 0, new Part.Image(new MediaSource.Inline("image/png", "iVBO"))),
                        new PartEnded(0, 0),
                        new Finished(0, new Finish(Reason.STOP)),
                        new Ended()))
                .containsSequence(
                        "contentBlockStart {\"start\":{\"image\":{\"format\":\"png\"}},\"contentBlockIndex\":0}",
                        "contentBlockDelta {\"delta\":{\"image\":{\"source\":{\"bytes\":\"iVBO\"}}},\"contentBlockIndex\":0}",
                        "contentBlockStop {\"contentBlockIndex\":0}");
    }

    @Test
    void leavesOutPartsWithoutContentOtherChoicesAndWhatItCannotExpress() {
        assertThat(encode(
                        STARTED,
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartEnded(0, 0),
                        new PartStarted(1, 0, new Part.Text("")),
                        new PartGrew(1, 0, "second"),
                        new PartEnded(1, 0),
                        new PartStarted(0, 1, new Part.Opaque("other", "thing", Json.object())),
                        new PartEnded(0, 1),
                        new PartStarted(0, 2, new Part.Text("Yes")),
                        new PartEnded(0, 2),
                        new Finished(1, new Finish(Reason.LENGTH)),
                        new Finished(0, new Finish(Reason.STOP)),
                        new Ended()))
                .hasSize(5)
                .contains(
                        "contentBlockDelta {\"delta\":{\"text\":\"Yes\"},\"contentBlockIndex\":0}",
                        "messageStop {\"stopReason\":\"end_turn\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "429, throttlingException",
        "400, validationException",
        "422, validationException",
        "500, internalServerException",
        "503, serviceUnavailableException",
        "529, serviceUnavailableException",
        "502, modelStreamErrorException",
        "504, modelStreamErrorException",
        "408, modelStreamErrorException",
    })
    void writesAFailureAsTheExceptionOfItsStatusAndNothingAfterIt(int status, String exception) {
        List<String> written = encode(
                STARTED,
                new PartStarted(0, 0, new Part.Text("")),
                new PartGrew(0, 0, "Hi"),
                new Failed(GatewayError.of(status, "broke", "It broke.")),
                new Ended());

        assertThat(written).hasSize(3).last().asString().startsWith(exception + " {\"message\":\"It broke.\"");
    }

    /** What was written, each frame as its type and payload; checked by the grammar where it is whole. */
    private static List<String> encode(ChatEvent... events) {
        ConverseStreamEncoder encoder = new ConverseStreamEncoder();
        WireOutput out = new WireOutput();
        for (ChatEvent event : events) {
            encoder.encode(event, out);
        }
        byte[] stream = out.take();
        new BedrockGrammar().check(stream);
        List<String> lines = new ArrayList<>();
        new FrameReader(frame -> lines.add(line(frame))).read(ByteBuffer.wrap(stream));
        return lines;
    }

    private static String line(Frame frame) {
        String event = frame.header(":event-type");
        String type = event == null ? frame.header(":exception-type") : event;
        return type + " " + new String(frame.payload(), StandardCharsets.UTF_8);
    }
}
