package dev.caravan.provider.bedrock.converse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.provider.bedrock.eventstream.Frame;
import dev.caravan.provider.bedrock.eventstream.FrameWriter;
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
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConverseStreamDecoderTest {

    private static final Started STARTED = new Started(null, null, 0, Usage.NONE, null, null);

    @Test
    void textBeginsWithItsFirstDelta() {
        assertThat(decode(Goldens.frames("stream-text.events")))
                .containsExactly(
                        STARTED,
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartGrew(0, 0, "Grüezi"),
                        new PartGrew(0, 0, " ☀️"),
                        new PartEnded(0, 0),
                        new Finished(0, new Finish(Reason.STOP)),
                        new UsageKnown(Usage.of(10, 20)),
                        new Ended());
    }

    @Test
    void thoughtsCitationsCallsAndPicturesAreParts() {
        List<ChatEvent> events = decode(Goldens.frames("stream-tools.events"));

        assertThat(events)
                .filteredOn(event -> !(event instanceof PartCited))
                .containsExactly(
                        STARTED,
                        new PartStarted(0, 0, new Part.Reasoning("")),
                        new PartGrew(0, 0, "Which "),
                        new PartGrew(0, 0, "city?"),
                        new PartSigned(0, 0, "c2lnbmVk"),
                        new PartEnded(0, 0),
                        new PartStarted(0, 1, new Part.Reasoning("", null, "cmVkYWN0ZWQ=", null)),
                        new PartEnded(0, 1),
                        new PartStarted(0, 2, new Part.Text("")),
                        new PartGrew(0, 2, "Let me see."),
                        new PartEnded(0, 2),
                        new PartStarted(0, 3, new Part.ToolCall("tooluse_1", "get_weather", "")),
                        new PartGrew(0, 3, "{\"city\": \"Zü"),
                        new PartGrew(0, 3, "rich\"}"),
                        new PartEnded(0, 3),
                        new PartStarted(0, 4, new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo="))),
                        new PartEnded(0, 4),
                        new Finished(0, new Finish(Reason.TOOL_CALLS)),
                        new UsageKnown(new Usage(
                                1110, 20, 1000, 100, Usage.UNKNOWN, Usage.UNKNOWN, Usage.UNKNOWN, Usage.UNKNOWN)),
                        new Ended());
        assertThat(events)
                .filteredOn(PartCited.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    PartCited cited = (PartCited) event;
                    assertThat(cited.part()).isEqualTo(2);
                    assertThat(cited.citation().url()).isEqualTo("https://example.com/a");
                    assertThat(cited.citation().title()).isEqualTo("Atlas");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream-text.events", "stream-tools.events"})
    void aCutAtAnyByteChangesNothing(String golden) {
        byte[] stream = joined(Goldens.frames(golden));
        List<ChatEvent> whole = decode(List.of(stream));
        for (int cut = 0; cut <= stream.length; cut++) {
            byte[] head = Arrays.copyOf(stream, cut);
            byte[] tail = Arrays.copyOfRange(stream, cut, stream.length);
            assertThat(decode(List.of(head, tail))).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream-text.events", "stream-tools.events"})
    void aStreamWithoutItsLastEventsIsNotWhole(String golden) {
        List<byte[]> frames = Goldens.frames(golden);
        for (int kept = 0; kept < frames.size() - 1; kept++) {
            assertThat(decode(frames.subList(0, kept)))
                    .as("%d events", kept)
                    .noneMatch(event -> event instanceof Ended);
        }
    }

    @Test
    void aStreamThatClosesAfterMessageStopIsWholeWithoutUsage() {
        List<byte[]> frames = Goldens.frames("stream-text.events");
        List<byte[]> withoutUsage = frames.subList(0, frames.size() - 1);

        assertThat(decode(withoutUsage)).last().isEqualTo(new Ended());
    }

    @Test
    void aStreamThatBreaksWithinItsUsageIsNotWhole() {
        List<byte[]> frames = new ArrayList<>(Goldens.frames("stream-text.events"));
        int last = frames.size() - 1;
        frames.set(last, Arrays.copyOf(frames.get(last), 20));

        assertThat(decode(frames)).noneMatch(event -> event instanceof Ended);
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, 429, ThrottlingException",
        "validationException, 400, ValidationException",
        "internalServerException, 500, InternalServerException",
        "serviceUnavailableException, 503, ServiceUnavailableException",
        "modelStreamErrorException, 502, ModelStreamErrorException",
        "somethingNewException, 502, SomethingNewException",
    })
    void anExceptionFailsTheAnswerWithAFittingStatus(String exception, int status, String code) {
        List<ChatEvent> events = decode(List.of(
                Goldens.frame("messageStart {\"role\":\"assistant\"}"),
                Goldens.frame(exception + " {\"message\":\"Slow 100% down.\"}"),
                Goldens.frame("messageStop {\"stopReason\":\"end_turn\"}")));

        assertThat(events).hasSize(2).last().isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error().status()).isEqualTo(status);
            assertThat(failed.error().code()).isEqualTo(code);
            assertThat(failed.error().text()).isEqualTo("Slow 100% down.");
        });
    }

    @Test
    void theModelsOwnStatusIsKept() {
        List<ChatEvent> events = decode(List.of(
                Goldens.frame("modelStreamErrorException {\"message\":\"Broken.\",\"originalStatusCode\":504}")));

        assertThat(events).singleElement().isInstanceOfSatisfying(Failed.class, failed -> assertThat(
                        failed.error().status())
                .isEqualTo(504));
    }

    @Test
    void anErrorMessageOfTheFramingFailsTheAnswer() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":message-type", "error");
        headers.put(":error-code", "InternalError");
        headers.put(":error-message", "An internal server error occurred");

        assertThat(decode(List.of(FrameWriter.write(new Frame(headers, new byte[0])))))
                .singleElement()
                .isInstanceOfSatisfying(Failed.class, failed -> {
                    assertThat(failed.error().status()).isEqualTo(502);
                    assertThat(failed.error().code()).isEqualTo("InternalError");
                    assertThat(failed.error().text()).isEqualTo("An internal server error occurred");
                });
    }

    @Test
    void damagedBytesFailTheAnswerAfterWhatCameBefore() {
        byte[] stream = joined(Goldens.frames("stream-text.events"));
        stream[stream.length - 1] ^= 1;

        List<ChatEvent> events = decode(List.of(stream));

        assertThat(events).contains(new PartGrew(0, 0, "Grüezi")).noneMatch(event -> event instanceof Ended);
        assertThat(events).last().isInstanceOfSatisfying(Failed.class, failed -> assertThat(
                        failed.error().code())
                .isEqualTo("invalid_upstream_answer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contentBlockDelta {\"contentBlockIndex\":0}",
                "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"text\":1}}",
                "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{\"}}}",
                "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"redactedContent\":\"*\"}}}",
                "contentBlockStart {\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"name\":\"x\"}}}",
                "messageStop {}",
                "metadata []",
                "metadata {",
            })
    void whatIsNoneOfTheDialectFailsTheAnswer(String line) {
        assertThat(decode(List.of(Goldens.frame(line))))
                .last()
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.error().status()).isEqualTo(502));
    }

    @Test
    void eventsFromTheFutureAreIgnored() {
        List<byte[]> frames = new ArrayList<>(Goldens.frames("stream-text.events"));
        List<ChatEvent> without = decode(frames);
        frames.add(0, Goldens.frame("initial-response {}"));
        frames.add(3, Goldens.frame("somethingNew {\"x\":1}"));

        assertThat(decode(frames)).isEqualTo(without);
    }

    @Test
    void aBlockThatChangesItsKindBecomesTwoParts() {
        assertThat(decode(List.of(
                        Goldens.frame(
                                "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"Hm.\"}}}"),
                        Goldens.frame("contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"text\":\"Yes.\"}}"),
                        Goldens.frame("messageStop {\"stopReason\":\"end_turn\"}"))))
                .containsExactly(
                        STARTED,
                        new PartStarted(0, 0, new Part.Reasoning("")),
                        new PartGrew(0, 0, "Hm."),
                        new PartEnded(0, 0),
                        new PartStarted(0, 1, new Part.Text("")),
                        new PartGrew(0, 1, "Yes."),
                        new PartEnded(0, 1),
                        new Finished(0, new Finish(Reason.STOP)),
                        new Ended());
    }

    @Test
    void redactedThoughtsInPiecesAreOne() {
        assertThat(decode(List.of(
                        Goldens.frame(
                                "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"redactedContent\":\"cmVk\"}}}"),
                        Goldens.frame(
                                "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"redactedContent\":\"YWN0ZWQ=\"}}}"),
                        Goldens.frame("contentBlockStop {\"contentBlockIndex\":0}"))))
                .contains(new PartStarted(0, 0, new Part.Reasoning("", null, "cmVkYWN0ZWQ=", null)));
    }

    @Test
    void aToolThatTheProviderRunsComesAsItsOwnBlock() {
        List<ChatEvent> events = decode(List.of(
                Goldens.frame(
                        "contentBlockStart {\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":\"s\",\"name\":\"n\",\"type\":\"server_tool_use\"}}}"),
                Goldens.frame("contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{}\"}}}"),
                Goldens.frame("contentBlockStop {\"contentBlockIndex\":0}"),
                Goldens.frame(
                        "contentBlockStart {\"contentBlockIndex\":1,\"start\":{\"toolResult\":{\"toolUseId\":\"s\"}}}"),
                Goldens.frame(
                        "contentBlockDelta {\"contentBlockIndex\":1,\"delta\":{\"toolResult\":[{\"text\":\"t\"}]}}"),
                Goldens.frame("contentBlockStop {\"contentBlockIndex\":1}")));

        assertThat(events)
                .contains(
                        new PartStarted(
                                0,
                                0,
                                new Part.Opaque(
                                        "bedrock-converse",
                                        "toolUse",
                                        Goldens.parse(
                                                "{\"toolUse\":{\"toolUseId\":\"s\",\"name\":\"n\",\"type\":\"server_tool_use\",\"input\":{}}}"))),
                        new PartStarted(
                                0,
                                1,
                                new Part.Opaque(
                                        "bedrock-converse",
                                        "toolResult",
                                        Goldens.parse(
                                                "{\"toolResult\":{\"toolUseId\":\"s\",\"content\":[{\"text\":\"t\"}]}}"))));
    }

    @Test
    void theStopSequenceIsAmongTheAdditionalFields() {
        assertThat(
                        decode(
                                List.of(
                                        Goldens.frame(
                                                "messageStop {\"stopReason\":\"stop_sequence\",\"additionalModelResponseFields\":{\"stop_sequence\":\"END\"}}"))))
                .contains(new Finished(0, new Finish(Reason.STOP_SEQUENCE, "END", null)));
    }

    private static List<ChatEvent> decode(List<byte[]> pieces) {
        List<ChatEvent> events = new ArrayList<>();
        ConverseStreamDecoder decoder = new ConverseStreamDecoder();
        for (byte[] piece : pieces) {
            ByteBuffer bytes = ByteBuffer.wrap(piece);
            decoder.decode(bytes, events::add);
            assertThat(bytes.hasRemaining()).isFalse();
        }
        decoder.end(events::add);
        return events;
    }

    private static byte[] joined(List<byte[]> frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frames.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }
}
