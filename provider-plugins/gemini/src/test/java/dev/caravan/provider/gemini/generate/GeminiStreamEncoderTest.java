package dev.caravan.provider.gemini.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatEvent.Ended;
import dev.caravan.spi.chat.ChatEvent.Failed;
import dev.caravan.spi.chat.ChatEvent.Finished;
import dev.caravan.spi.chat.ChatEvent.LogprobsAdded;
import dev.caravan.spi.chat.ChatEvent.PartCited;
import dev.caravan.spi.chat.ChatEvent.PartEnded;
import dev.caravan.spi.chat.ChatEvent.PartGrew;
import dev.caravan.spi.chat.ChatEvent.PartSigned;
import dev.caravan.spi.chat.ChatEvent.PartStarted;
import dev.caravan.spi.chat.ChatEvent.Started;
import dev.caravan.spi.chat.ChatEvent.UsageKnown;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.grammar.GeminiGrammar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiStreamEncoderTest {

    private static final String LABEL = "'modelVersion':'m','responseId':'id'}";
    private static final Started STARTED = new Started("id", "m", 0, Usage.of(11, -1), null, null);
    private static final Finished STOP = new Finished(0, new Finish(Finish.Reason.STOP));

    @Test
    void writesEachGrowthAndAtLastTheReasonAndTheUsage() {
        assertThat(written(
                        STARTED,
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartGrew(0, 0, "It is"),
                        new PartGrew(0, 0, " sunny."),
                        new PartEnded(0, 0),
                        STOP,
                        new UsageKnown(Usage.of(11, 7)),
                        new Ended()))
                .containsExactly(
                        said("{'text':'It is'}"),
                        said("{'text':' sunny.'}"),
                        "{'candidates':[{'content':{'parts':[{'text':''}],'role':'model'},'index':0,"
                                + "'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':11,"
                                + "'candidatesTokenCount':7,'totalTokenCount':18}," + LABEL);
    }

    @Test
    void holdsACallBackUntilItIsWhole() {
        assertThat(written(
                        STARTED,
                        new PartStarted(0, 0, new Part.ToolCall("c", "f", "")),
                        new PartGrew(0, 0, "{\"a\":"),
                        new PartGrew(0, 0, "1}"),
                        new PartSigned(0, 0, "c2ln"),
                        new PartEnded(0, 0)))
                .containsExactly(
                        said("{'functionCall':{'id':'c','name':'f','args':{'a':1}},'thoughtSignature':'c2ln'}"));
    }

    @Test
    void writesCallsThatGrowSideBySide() {
        assertThat(written(
                        STARTED,
                        new PartStarted(0, 0, new Part.ToolCall("a", "f", "")),
                        new PartStarted(0, 1, new Part.ToolCall("b", "g", "")),
                        new PartGrew(0, 1, "{}"),
                        new PartEnded(0, 1),
                        new PartEnded(0, 0)))
                .containsExactly(
                        said("{'functionCall':{'id':'b','name':'g','args':{}}}"),
                        said("{'functionCall':{'id':'a','name':'f','args':{}}}"));
    }

    @Test
    void writesThoughtsAndTheirSignatures() {
        assertThat(written(
                        STARTED,
                        new PartStarted(0, 0, new Part.Reasoning("")),
                        new PartGrew(0, 0, "Hm"),
                        new PartSigned(0, 0, "c2ln"),
                        new PartEnded(0, 0),
                        new PartStarted(0, 1, new Part.Reasoning("", "bWFyaw==", "hidden", null)),
                        new PartEnded(0, 1)))
                .containsExactly(
                        said("{'text':'Hm','thought':true}"),
                        said("{'text':'','thought':true,'thoughtSignature':'c2ln'}"),
                        said("{'text':'','thoughtSignature':'bWFyaw=='}"));
    }

    @Test
    void writesWholePartsAndLeavesOutThoseOfOtherDialects() {
        assertThat(written(
                        STARTED,
                        new PartStarted(0, 0, new Part.Image(new MediaSource.Inline("image/png", "AA=="))),
                        new PartEnded(0, 0),
                        new PartStarted(0, 1, new Part.Opaque("cohere", "plan", Json.object())),
                        new PartEnded(0, 1),
                        new PartStarted(0, 2, new Part.Refusal("No")),
                        new PartEnded(0, 2)))
                .containsExactly(said("{'inlineData':{'mimeType':'image/png','data':'AA=='}}"), said("{'text':'No'}"));
    }

    @Test
    void writesCitationsAndLogProbabilitiesLater() {
        String last = written(
                        STARTED,
                        new PartStarted(0, 0, new Part.Text("")),
                        new PartGrew(0, 0, "Ä!"),
                        new LogprobsAdded(0, Golden.node("{'content':[{'token':'Ä','logprob':-1}]}")),
                        new PartCited(0, 0, new Citation("x", "https://a.example", null, null, 0, 1, Json.object())),
                        new PartEnded(0, 0),
                        STOP,
                        new Ended())
                .get(1);

        assertThat(last)
                .contains("'logprobsResult':{'chosenCandidates':[{'token':'Ä','logProbability':-1}],")
                .contains("'groundingMetadata':{'groundingChunks':[{'web':{'uri':'https://a.example'}}],"
                        + "'groundingSupports':[{'segment':{'partIndex':0,'startIndex':0,'endIndex':2,'text':'Ä'},"
                        + "'groundingChunkIndices':[0]}]}");
    }

    @Test
    void finishesAllCandidatesInTheLastEvent() {
        assertThat(written(
                        STARTED,
                        new PartStarted(0, 0, new Part.Text("a")),
                        new PartEnded(0, 0),
                        STOP,
                        new PartStarted(1, 0, new Part.Text("b")),
                        new PartEnded(1, 0),
                        new Finished(1, new Finish(Finish.Reason.LENGTH)),
                        new Ended()))
                .hasSize(3)
                .last()
                .asString()
                .contains("'index':0,'finishReason':'STOP'", "'index':1,'finishReason':'MAX_TOKENS'");
    }

    @Test
    void namesTheAnswerByItselfWhereTheProviderDoesNot() {
        List<String> events = written(
                new Started(null, null, 1_700_000_000, Usage.NONE, null, null),
                new PartStarted(0, 0, new Part.Text("a")),
                new PartEnded(0, 0),
                STOP,
                new Ended());

        assertThat(events).allSatisfy(event -> assertThat(event)
                .contains("'modelVersion':'asked-for','createTime':'2023-11-14T22:13:20Z','responseId':'"));
        assertThat(events.stream().map(event -> event.substring(event.indexOf("responseId"))))
                .hasSize(2)
                .doesNotContainNull();
    }

    @Test
    void endsInAnErrorAndSaysNothingMore() {
        assertThat(written(
                        STARTED,
                        new Failed(GatewayError.of(429, "slow_down", "Too fast.")),
                        new PartStarted(0, 0, new Part.Text("a")),
                        new Ended()))
                .containsExactly("{'error':{'code':429,'message':'Too fast.','status':'RESOURCE_EXHAUSTED'}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[]", "1"})
    void failsOverArgumentsThatAreNoObject(String arguments) {
        List<String> events = written(
                STARTED,
                new PartStarted(0, 0, new Part.ToolCall("c", "f", "")),
                new PartGrew(0, 0, arguments),
                new PartEnded(0, 0),
                STOP,
                new Ended());

        assertThat(events).singleElement().asString().startsWith("{'error':{'code':502");
    }

    @Test
    void failsOverAPartThatGrowsAfterALaterOne() {
        List<String> events = written(
                STARTED,
                new PartStarted(0, 0, new Part.Text("a")),
                new PartStarted(0, 1, new Part.Reasoning("b")),
                new PartGrew(0, 0, "c"),
                new Ended());

        assertThat(events).hasSize(3).last().asString().startsWith("{'error':{'code':502");
    }

    /** The data of the events, with single quotes; the stream is checked if it ends. */
    private static List<String> written(ChatEvent... events) {
        ChatRequest request = ChatRequest.of("asked-for", List.of(new Message(Role.USER, "Hi")))
                .build();
        byte[] stream = Crossing.encode(new GeminiDialect(), request, List.of(events));
        if (events[events.length - 1] instanceof Ended) {
            new GeminiGrammar().check(stream);
        }
        List<String> data = new ArrayList<>();
        for (String event : new String(stream, StandardCharsets.UTF_8).split("\n\n", -1)) {
            if (!event.isEmpty()) {
                data.add(event.substring("data: ".length()).replace('"', '\''));
            }
        }
        return data;
    }

    private static String said(String part) {
        return "{'candidates':[{'content':{'parts':[" + part + "],'role':'model'},'index':0}]," + LABEL;
    }
}
