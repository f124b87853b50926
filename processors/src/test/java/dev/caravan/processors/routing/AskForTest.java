package dev.caravan.processors.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskForTest {

    private final AskFor step = new AskFor(Operation.RESPONSE_ITEMS);

    @Test
    void notesTheOperation() {
        Call call = TestCall.get("/v1/responses/resp_1").variable("*", "resp_1").build();

        step.apply(call);

        assertThat(call.operation()).isEqualTo(Operation.RESPONSE_ITEMS);
    }

    @Test
    void takesAnActionOnSomethingStored() {
        Call call = TestCall.post("/v1/responses/resp_1/cancel")
                .variable("*", "resp_1/cancel")
                .build();

        step.apply(call);

        assertThat(call.operation()).isEqualTo(Operation.RESPONSE_ITEMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%63ompact", "compact/", "compact//", "compact%2f", "compact;a"})
    void refusesToPostWhatIsNoAction(String rest) {
        Call call = TestCall.post("/v1/responses/" + rest).variable("*", rest).build();

        assertThatThrownBy(() -> step.apply(call)).hasMessageContaining("Unknown request URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../files/x", "a/%2e%2e/b", "%252e%252e/b", "a\\b", "/evil.example/x"})
    void refusesAPathThatLeadsElsewhere(String rest) {
        Call call = TestCall.get("/v1/responses/x").variable("*", rest).build();

        assertThatThrownBy(() -> step.apply(call)).hasMessageContaining("The path holds");
    }
}
