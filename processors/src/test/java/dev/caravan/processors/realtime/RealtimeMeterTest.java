package dev.caravan.processors.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.websocket.SocketClose;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Usage;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RealtimeMeterTest {

    private static final String DONE =
            "{\"type\":\"response.done\",\"response\":{\"usage\":{\"input_tokens\":20,\"output_tokens\":10,"
                    + "\"input_token_details\":{\"cached_tokens\":4,\"audio_tokens\":12},"
                    + "\"output_token_details\":{\"audio_tokens\":6}}}}";
    private static final String TRANSCRIBED = "{\"type\":\"conversation.item.input_audio_transcription.completed\","
            + "\"usage\":{\"type\":\"tokens\",\"input_tokens\":7,\"output_tokens\":3}}";

    private Call call;
    private RealtimeMeter meter;
    private boolean paid = true;

    @BeforeEach
    void begin() {
        begin("gpt-realtime");
    }

    private void begin(@Nullable String model) {
        call = TestCall.get("/v1/realtime").build();
        call.asks(Operation.REALTIME, model);
        meter = new RealtimeMeter(call, () -> paid);
    }

    @Test
    void addsUpWhatEachAnswerHasUsed() {
        sees(new TextWebSocketFrame(DONE));
        sees(new TextWebSocketFrame(DONE));
        call.end();

        assertThat(call.spending().usage()).isEqualTo(new Usage(40, 20, 8, -1, -1, -1, 24, 12));
        assertThat(call.spending().isEstimated()).isFalse();
    }

    @Test
    void readsAnEventThatComesInFragmentsWithOthersBetweenThem() {
        sees(new TextWebSocketFrame(false, 0, DONE.substring(0, 12)));
        sees(new PingWebSocketFrame());
        sees(new ContinuationWebSocketFrame(false, 0, DONE.substring(12, 50)));
        sees(new ContinuationWebSocketFrame(true, 0, DONE.substring(50)));

        assertThat(call.spending().usage().input()).isEqualTo(20);
    }

    @Test
    void isNotTakenInByWordsOfOtherEventsNorByWhatIsNoText() {
        sees(new TextWebSocketFrame("{\"type\":\"response.text.delta\",\"delta\":\"response.done\"}"));
        sees(new TextWebSocketFrame("response.done"));
        sees(new TextWebSocketFrame("{\"type\":\"response.done\"}"));
        sees(new TextWebSocketFrame("{\"type\":\"response.done\",\"response\":{\"usage\":{\"input_tokens\":-5}}}"));
        sees(new BinaryWebSocketFrame(new TextWebSocketFrame(DONE).content()));
        sees(new ContinuationWebSocketFrame(true, 0, DONE));

        assertThat(call.spending().usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void countsTranscriptsOnlyWhereTheyAreTheSessionsOwnModel() {
        sees(new TextWebSocketFrame(TRANSCRIBED));
        assertThat(call.spending().usage()).isEqualTo(Usage.NONE);

        begin(null);
        sees(new TextWebSocketFrame(TRANSCRIBED));
        assertThat(call.spending().usage()).isEqualTo(Usage.of(7, 3));
    }

    @Test
    void saysWhenAnAnswerHasToldNothingBecauseTheSessionEndedFirst() {
        sees(new TextWebSocketFrame("{\"type\":\"response.created\"}"));
        sees(new TextWebSocketFrame(DONE));
        sees(new TextWebSocketFrame("{\"type\":\"response.created\"}"));
        call.end();

        assertThat(call.spending().usage().input()).isEqualTo(20);
        assertThat(call.spending().isEstimated()).isTrue();
    }

    @Test
    void endsASessionThatIsNotPaidFor() {
        assertThat(sees(new TextWebSocketFrame(DONE))).isNull();
        paid = false;

        SocketClose close = sees(new TextWebSocketFrame(DONE));

        assertThat(close).isNotNull();
        assertThat(close.code()).isEqualTo(1008);
    }

    private @Nullable SocketClose sees(WebSocketFrame frame) {
        try {
            return meter.sees(frame);
        } finally {
            frame.release();
        }
    }
}
