package dev.caravan.processors.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadRealtimeRequestTest {

    private final ReadRealtimeRequest step = new ReadRealtimeRequest();

    @Test
    void tellsThatAWebSocketIsWantedHere() {
        Call call = TestCall.get("/v1/realtime").query("model=m").build();

        GatewayError error = catchThrowableOfType(GatewayError.class, () -> step.apply(call));

        assertThat(error.status()).isEqualTo(426);
        assertThat(call.told().get("upgrade")).isEqualTo("websocket");
    }

    @Test
    void tellsWhichVersionItSpeaks() {
        Call call = TestCall.get("/v1/realtime")
                .query("model=m")
                .header("upgrade", "websocket")
                .header("connection", "upgrade")
                .header("sec-websocket-version", "8")
                .build();

        assertThat(catchThrowableOfType(GatewayError.class, () -> step.apply(call))
                        .status())
                .isEqualTo(426);
        assertThat(call.told().get("sec-websocket-version")).isEqualTo("13");
    }

    /** A body that is sent behind a handshake would be taken for frames: TestCall declares one. */
    @Test
    void takesNoBody() {
        Call call = handshake("model=m");

        assertThat(catchThrowableOfType(GatewayError.class, () -> step.apply(call))
                        .code())
                .isEqualTo("malformed_handshake");
        assertThat(call.operation()).isNotEqualTo(Operation.REALTIME);
    }

    @ParameterizedTest
    @CsvSource({
        "model=m, m",
        "mod%65l=m, m",
        "Deployment=m, m",
        "model=m&deployment=m, m",
        "model=a;model=b, a;model=b",
        "x=1, "
    })
    void itsModelIsReadHoweverItIsWritten(String query, @Nullable String model) {
        assertThat(RealtimeQuery.of(query).model()).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource({
        "model=a&mod%65l=b, duplicate_parameter",
        "model=a&model=b, duplicate_parameter",
        "model=a&deployment=b, duplicate_parameter",
        "model=%zz, malformed_query"
    })
    void oneThatAnUpstreamMayReadOtherwiseIsRefused(String query, String code) {
        assertThat(catchThrowableOfType(GatewayError.class, () -> RealtimeQuery.of(query)
                                .model())
                        .code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "mod%65l=x, gpt, mod%65l=gpt",
        "MODEL=x&a=model=x, gpt, MODEL=gpt&a=model=x",
        "a=1&model=x%2Fy, gpt, a=1&model=gpt",
        "deployment=d&b, e f, deployment=e+f&b",
        "a=1, gpt, a=1"
    })
    void itsQueryGoesOnWithAnotherModel(String query, String model, String expected) {
        assertThat(RealtimeQuery.withModel(query, model)).isEqualTo(expected);
    }

    private static Call handshake(String query) {
        return TestCall.get("/v1/realtime")
                .query(query)
                .header("Upgrade", "WebSocket")
                .header("Connection", "keep-alive, Upgrade")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .build();
    }
}
