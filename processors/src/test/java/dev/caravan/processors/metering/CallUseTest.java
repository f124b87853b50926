package dev.caravan.processors.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CallUseTest {

    @Test
    void whatIsToldIsWhatWasUsed() {
        Call call = call(false);

        CallUse.note(call, Usage.of(10, 20), 0);

        assertThat(call.spending().usage()).isEqualTo(Usage.of(10, 20));
        assertThat(call.spending().isEstimated()).isFalse();
    }

    @Test
    void whatIsNotToldIsEstimatedByWhatHasCome() {
        Call call = call(false);

        CallUse.note(call, Usage.NONE, 3);

        assertThat(call.spending().usage()).isEqualTo(Usage.of(100, 3));
        assertThat(call.spending().isEstimated()).isTrue();
    }

    @Test
    void aResponseThatIsMadeInTheBackgroundUsesAllThatWasHeldBack() {
        Call queued = call(true);
        Call complete = call(true);

        CallUse.note(queued, Usage.NONE, 3);
        CallUse.note(complete, Usage.of(10, 20), 0);

        assertThat(queued.spending().usage()).isEqualTo(Usage.of(100, 5000));
        assertThat(queued.spending().isEstimated()).isTrue();
        assertThat(complete.spending().usage()).isEqualTo(Usage.of(10, 20));
    }

    private static Call call(boolean background) {
        Call call = TestCall.post("/v1/responses").build();
        call.asks(
                Operation.RESPONSES,
                new JsonBody(
                        Unpooled.copiedBuffer("{}", StandardCharsets.UTF_8),
                        "m",
                        -1,
                        -1,
                        false,
                        null,
                        null,
                        true,
                        background));
        call.spending().estimatedAs(new TokenEstimate(100, 5000));
        return call;
    }
}
