package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesStreamDecoderTest {

    private static final String START = "{'type':'message_start','message':{'id':'msg_1','model':'m'}}";
    private static final String TEXT =
            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}";
    private static final String END = "{'type':'message_delta','delta':{'stop_reason':'end_turn'}}";
    private static final String STOP = "{'type':'message_stop'}";

    @Test
    void eventsDeltasAndFieldsThatNobodyKnowsArePassedOver() {
        assertThat(Streams.decodeData(
                        START,
                        "{'type':'weather_report','sun':true}",
                        TEXT,
                        "{'type':'content_block_delta','index':0,'delta':{'type':'smell_delta','smell':'x'}}",
                        "{'type':'content_block_stop','index':0}",
                        END,
                        STOP))
                .containsExactly(
                        new ChatEvent.Started("msg_1", "m", 0, Usage.NONE, null, null),
                        new ChatEvent.PartStarted(0, 0, new Part.Text("")),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.Finished(0, new Finish(Finish.Reason.STOP)),
                        new ChatEvent.Ended());
    }

    @Test
    void aBlockThatHasItsContentAtItsStartIsReadWhole() {
        assertThat(Streams.decodeData(
                        START,
                        "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':'Hi'}}",
                        "{'type':'content_block_stop','index':0}",
                        "{'type':'content_block_start','index':1,'content_block':"
                                + "{'type':'tool_use','id':'t','name':'a','input':{'n':1}}}",
                        "{'type':'content_block_stop','index':1}"))
                .contains(new ChatEvent.PartGrew(0, 0, "Hi"), new ChatEvent.PartGrew(0, 1, "{\"n\":1}"));
    }

    @Test
    void blocksThatDidNotStopEndWithTheMessage() {
        assertThat(Streams.decodeData(START, TEXT, END, STOP))
                .containsSubsequence(
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.Finished(0, new Finish(Finish.Reason.STOP)),
                        new ChatEvent.Ended());
    }

    @Test
    void aStreamThatGivesNoReasonHasEndedForSomeOther() {
        assertThat(Streams.decodeData(START, STOP))
                .containsSubsequence(new ChatEvent.Finished(0, new Finish(Finish.Reason.OTHER)), new ChatEvent.Ended());
    }

    @Test
    void aRefusalThatIsExplainedBecomesAPart() {
        assertThat(Streams.decodeData(
                        START,
                        "{'type':'message_delta','delta':{'stop_reason':'refusal',"
                                + "'stop_details':{'type':'refusal','category':'bio','explanation':'Not this.'}}}",
                        STOP))
                .containsSubsequence(
                        new ChatEvent.PartStarted(0, 0, new Part.Refusal("")),
                        new ChatEvent.PartGrew(0, 0, "Not this."),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.Finished(0, new Finish(Finish.Reason.REFUSAL)));
    }

    @Test
    void countsNeverShrink() {
        List<ChatEvent> events = Streams.decodeData(
                "{'type':'message_start','message':{'usage':{'input_tokens':9,'output_tokens':1,"
                        + "'cache_creation_input_tokens':3,'cache_creation':{'ephemeral_1h_input_tokens':2}}}}",
                "{'type':'message_delta','delta':{},'usage':{'input_tokens':0,'output_tokens':5}}");

        assertThat(events.get(1))
                .isEqualTo(new ChatEvent.UsageKnown(
                        new Usage(12, 5, Usage.UNKNOWN, 3, 2, Usage.UNKNOWN, Usage.UNKNOWN, Usage.UNKNOWN)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "[]",
                "{'type':'message_start'}",
                "{'type':'message_stop'}",
                "{'type':'content_block_stop','index':0}",
                "{'type':'content_block_start','index':0,'content_block':{'type':'text'}}",
                "{'type':'message_delta','delta':{'stop_reason':'end_turn'}}",
            })
    void aStreamThatDoesNotBeginAsItShouldFails(String data) {
        assertThat(Streams.decodeData(data)).singleElement().isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
            assertThat(failed.error().status()).isEqualTo(502);
            assertThat(failed.error().code()).isEqualTo("invalid_upstream_answer");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'message_start','message':{}}",
                "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'x'}}",
                "{'type':'content_block_delta','delta':{'type':'text_delta','text':'x'}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':17}}",
                "{'type':'content_block_start','index':0,'content_block':{'type':'text'}}",
                "{'type':'content_block_start','index':1,'content_block':{'type':'tool_use','id':'a'}}",
            })
    void aStreamThatDoesNotGoOnAsItShouldFailsAndIsOver(String data) {
        List<ChatEvent> events = Streams.decodeData(START, TEXT, data, STOP);

        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> assertThat(
                        failed.error().status())
                .isEqualTo(502));
    }

    @Test
    void anErrorOfAnUnknownTypeIsTheProvidersFault() {
        assertThat(Streams.decodeData("{'type':'error','error':{'type':'odd_error','message':'Odd.'}}"))
                .singleElement()
                .isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
                    assertThat(failed.error().status()).isEqualTo(502);
                    assertThat(failed.error().code()).isEqualTo("odd_error");
                });
    }

    @Test
    void deltasOfABlockThatOnlyThisDialectHasAreCollected() {
        List<ChatEvent> events = Streams.decodeData(
                START,
                "{'type':'content_block_start','index':0,'content_block':{'type':'compaction','content':null}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'compaction_delta','content':'Short.'}}",
                "{'type':'content_block_stop','index':0}");

        assertThat(events)
                .contains(new ChatEvent.PartStarted(
                        0,
                        0,
                        new Part.Opaque(
                                "anthropic-messages",
                                "compaction",
                                Golden.object("{'type':'compaction','content':'Short.'}"))));
    }
}
