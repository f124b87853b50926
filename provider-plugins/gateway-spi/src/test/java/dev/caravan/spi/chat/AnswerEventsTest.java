package dev.caravan.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerEventsTest {

    @Test
    void anAnswerToldAsEventsIsPutTogetherTheSame() {
        Citation citation = new Citation(
                "openai-chat",
                "https://example.com",
                "Example",
                null,
                0,
                5,
                Json.object().put("x", 1));
        ChatAnswer answer = new ChatAnswer(
                "id-1",
                "model-1",
                1_700_000_000,
                List.of(
                        new Choice(
                                0,
                                List.of(
                                        new Part.Reasoning("Hm.", "sig", null, "rs_1"),
                                        new Part.Reasoning("", null, "sealed", null),
                                        new Part.Text("Hello", List.of(citation), null),
                                        new Part.ToolCall("call_1", "look", "{\"a\":1}", "mark", null),
                                        new Part.Opaque("x", "odd", Json.object()),
                                        new Part.Text("")),
                                new Finish(Finish.Reason.TOOL_CALLS),
                                Json.object().set("content", Json.array().add(1))),
                        new Choice(1, List.of(new Part.Refusal("No.")), new Finish(Finish.Reason.STOP))),
                new Usage(10, 5, 3, 0, 0, 2, 0, 0),
                "fp_1",
                "default");
        AnswerAssembly assembly = new AnswerAssembly();

        AnswerEvents.tell(answer, assembly);

        assertThat(assembly.isComplete()).isTrue();
        assertThat(assembly.answer()).isEqualTo(answer);
    }
}
