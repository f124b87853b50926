package dev.caravan.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolChoiceTest {

    private static final Tool LOOK = new Tool.Function("look", null, null);
    private static final Tool SEARCH = new Tool.BuiltIn("some-dialect", "search", Json.object());
    private static final Tool BUY = new Tool.Function("buy", null, null);

    @Test
    void someChoicesMakeTheModelCallATool() {
        assertThat(new ToolChoice.Auto().forces()).isFalse();
        assertThat(new ToolChoice.None().forces()).isFalse();
        assertThat(new ToolChoice.Required().forces()).isTrue();
        assertThat(new ToolChoice.Named("look").forces()).isTrue();
        assertThat(new ToolChoice.Allowed(List.of("look"), true).forces()).isTrue();
        assertThat(new ToolChoice.Allowed(List.of("look"), false).forces()).isFalse();
    }

    @Test
    void aChoiceAmongSomeToolsLeavesTheOtherFunctionsOut() {
        assertThat(allowed(new ToolChoice.Allowed(List.of("buy"), false))).containsExactly(SEARCH, BUY);
        assertThat(allowed(new ToolChoice.Allowed(List.of("buy", "look"), true)))
                .containsExactly(LOOK, SEARCH, BUY);
        assertThat(allowed(new ToolChoice.Allowed(List.of(), false))).containsExactly(SEARCH);
    }

    @Test
    void everyOtherChoiceIsAmongAllTools() {
        assertThat(allowed(null)).containsExactly(LOOK, SEARCH, BUY);
        assertThat(allowed(new ToolChoice.Named("buy"))).containsExactly(LOOK, SEARCH, BUY);
        assertThat(allowed(new ToolChoice.None())).containsExactly(LOOK, SEARCH, BUY);
    }

    @Test
    void aRequestForcesACallWhereItsChoiceDoes() {
        ChatRequest.Builder request = ChatRequest.of("m", List.of());

        assertThat(request.build().forcesToolCall()).isFalse();
        assertThat(request.toolChoice(new ToolChoice.Auto()).build().forcesToolCall())
                .isFalse();
        assertThat(request.toolChoice(new ToolChoice.Required()).build().forcesToolCall())
                .isTrue();
    }

    private static List<Tool> allowed(@Nullable ToolChoice choice) {
        return ChatRequest.of("m", List.of())
                .tools(List.of(LOOK, SEARCH, BUY))
                .toolChoice(choice)
                .build()
                .allowedTools();
    }
}
