package dev.caravan.processors.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.request.TestCall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallEndTest {

    private final Call call = TestCall.post("/v1/chat/completions").build();
    private final List<String> done = new ArrayList<>();

    @Test
    void whatIsToBeDoneAtTheEndIsDoneOnceInItsOrder() {
        call.onEnd(() -> done.add("first"));
        call.onEnd(() -> done.add("second"));
        assertThat(done).isEmpty();

        call.end();
        call.end();

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void afterTheEndItIsDoneAtOnce() {
        call.end();

        call.onEnd(() -> done.add("late"));

        assertThat(done).containsExactly("late");
    }

    @Test
    void aCallOfWhichNothingIsHeldEndsToo() {
        call.end();

        assertThat(done).isEmpty();
    }
}
