package dev.caravan.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallIdsTest {

    @Test
    void callsWithoutIdsAreCountedAndTheirResultsFoundByName() {
        ChatRequest request = ChatRequest.of(
                        "m",
                        List.of(
                                new Message(
                                        Role.ASSISTANT,
                                        List.of(
                                                new Part.ToolCall(null, "a", "{}"),
                                                new Part.ToolCall(null, "b", "{}"),
                                                new Part.ToolCall(null, "a", "{}"))),
                                new Message(Role.TOOL, List.of(result(null, "b"))),
                                new Message(Role.TOOL, List.of(result(null, "a"), result(null, null)))))
                .build();

        List<Part> parts = CallIds.complete(request).messages().stream()
                .flatMap(message -> message.parts().stream())
                .toList();

        assertThat(parts.subList(0, 3))
                .extracting(part -> ((Part.ToolCall) part).id())
                .containsExactly("call_0", "call_1", "call_2");
        assertThat(parts.subList(3, 6))
                .extracting(part -> ((Part.ToolResult) part).callId())
                .containsExactly("call_1", "call_0", "call_2");
    }

    @Test
    void aResultGetsTheNameOfItsCall() {
        ChatRequest request = ChatRequest.of(
                        "m",
                        List.of(
                                new Message(Role.ASSISTANT, List.of(new Part.ToolCall("x", "look", "{}"))),
                                new Message(Role.TOOL, List.of(result("x", null)))))
                .build();

        assertThat(CallIds.complete(request).messages().get(1).parts()).containsExactly(result("x", "look"));
    }

    @Test
    void aResultWithoutACallStaysAsItIs() {
        ChatRequest request = ChatRequest.of("m", List.of(new Message(Role.TOOL, List.of(result("x", null)))))
                .build();

        assertThat(CallIds.complete(request)).isSameAs(request);
    }

    private static Part.ToolResult result(@Nullable String id, @Nullable String name) {
        return new Part.ToolResult(id, name, List.of(new Part.Text("r")), false, null);
    }
}
