package dev.caravan.provider.bedrock.converse;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.provider.bedrock.eventstream.Frame;
import dev.caravan.provider.bedrock.eventstream.FrameWriter;
import dev.caravan.testkit.grammar.BedrockGrammar;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the validator of streams lets through and what it catches. */
class BedrockGrammarTest {

    @ParameterizedTest
    @ValueSource(strings = {"stream-text.events", "stream-tools.events"})
    void takesWholeStreams(String golden) {
        assertThatCode(() -> check(Goldens.frames(golden))).doesNotThrowAnyException();
    }

    @Test
    void takesAnExceptionAfterAnyEvent() {
        List<byte[]> frames = Goldens.frames("stream-tools.events");
        for (int kept = 0; kept < frames.size(); kept++) {
            List<byte[]> broken = new ArrayList<>(frames.subList(0, kept));
            broken.add(Goldens.frame("throttlingException {\"message\":\"Slow down.\"}"));
            assertThatCode(() -> check(broken)).doesNotThrowAnyException();
        }
    }

    @Test
    void catchesAStreamThatLacksAnyOfItsEvents() {
        List<byte[]> frames = Goldens.frames("stream-text.events");
        for (int missing : List.of(0, 3, 4, 5)) {
            List<byte[]> lacking = new ArrayList<>(frames);
            lacking.remove(missing);
            assertThatThrownBy(() -> check(lacking)).as("without %d", missing).isInstanceOf(AssertionError.class);
        }
        assertThatThrownBy(() -> check(List.of())).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | messageStart {'role':'user'}",
                "0 | contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'a'}}",
                "1 | messageStart {'role':'assistant'}",
                "1 | contentBlockDelta {'contentBlockIndex':1,'delta':{'text':'a'}}",
                "1 | contentBlockDelta {'delta':{'text':'a'}}",
                "1 | contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'a','citation':{}}}",
                "1 | contentBlockDelta {'contentBlockIndex':0,'delta':{'toolUse':{'input':''}}}",
                "1 | contentBlockDelta {'contentBlockIndex':0,'delta':{'brandNew':{}}}",
                "1 | contentBlockStart {'contentBlockIndex':0,'start':{'text':{}}}",
                "1 | contentBlockStart {'contentBlockIndex':0,'start':{'toolUse':{'name':'n'}}}",
                "1 | contentBlockStop {'contentBlockIndex':0}",
                "2 | contentBlockDelta {'contentBlockIndex':0,'delta':{'reasoningContent':{'text':'a'}}}",
                "2 | messageStop {'stopReason':'end_turn'}",
                "4 | messageStop {'stopReason':'stop'}",
                "4 | messageStop {'stopReason':'tool_use'}",
                "5 | metadata {'usage':{'inputTokens':1,'outputTokens':1},'metrics':{'latencyMs':1}}",
                "5 | metadata {'usage':{'inputTokens':1,'outputTokens':1,'totalTokens':2}}",
                "5 | brandNew {}",
                "6 | metadata {'usage':{'inputTokens':1,'outputTokens':1,'totalTokens':2},'metrics':{'latencyMs':1}}",
                "3 | brandNewException {'message':'m'}",
            })
    void catchesAnEventInTheWrongPlaceOrShape(int place, String line) {
        List<byte[]> frames = new ArrayList<>(Goldens.frames("stream-text.events"));
        frames.add(place, Goldens.frame(line.replace('\'', '"')));

        assertThatThrownBy(() -> check(frames)).isInstanceOf(AssertionError.class);
    }

    @Test
    void catchesInputThatIsNoObject() {
        assertThatThrownBy(() -> check(List.of(
                        Goldens.frame("messageStart {\"role\":\"assistant\"}"),
                        Goldens.frame(
                                "contentBlockStart {\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\"}}}"),
                        Goldens.frame(
                                "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{\"}}}"),
                        Goldens.frame("contentBlockStop {\"contentBlockIndex\":0}"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("input");
    }

    @Test
    void catchesDamagedAndMislabelledFrames() {
        byte[] payload = "{\"role\":\"assistant\"}".getBytes(StandardCharsets.UTF_8);
        byte[] frame = FrameWriter.event("messageStart", payload);
        for (int i = 0; i < frame.length; i++) {
            byte[] damaged = frame.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> new BedrockGrammar().check(damaged)).isInstanceOf(AssertionError.class);
        }
        byte[] unlabelled = FrameWriter.write(new Frame(Map.of(":event-type", "messageStart"), payload));
        assertThatThrownBy(() -> new BedrockGrammar().check(unlabelled))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(":content-type");
    }

    private static void check(List<byte[]> frames) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        frames.forEach(stream::writeBytes);
        new BedrockGrammar().check(stream.toByteArray());
    }
}
