package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.WireRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenRequestTest {

    private static final ObjectNode GOLDEN = Golden.json("request.json");

    private final Losses losses = new Losses();
    private final ChatRequest request =
            new AnthropicMessagesDialect().decodeRequest(new WireRequest(null, false, GOLDEN), losses);

    @Test
    void everythingInItHasAPlace() {
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void itComesBackAsItWas() {
        WireRequest encoded = new AnthropicMessagesDialect().encodeRequest(request, losses);

        assertThat(encoded.body()).hasToString(GOLDEN.toString());
        assertThat(encoded.model()).isEqualTo("claude-sonnet-4-5");
        assertThat(encoded.stream()).isTrue();
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void settingsAreRead() {
        assertThat(request.model()).isEqualTo("claude-sonnet-4-5");
        assertThat(request.stream()).isTrue();
        assertThat(request.streamUsage()).isTrue();
        assertThat(request.maxTokens()).isEqualTo(16000);
        assertThat(request.stop()).containsExactly("END");
        assertThat(request.thinking()).isEqualTo(new Thinking(Thinking.Mode.ENABLED, null, 2048, "summarized"));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Auto());
        assertThat(request.parallelToolCalls()).isFalse();
        assertThat(request.serviceTier()).isEqualTo("standard_only");
        assertThat(request.user()).isEqualTo("user-17");
        assertThat(request.format())
                .isEqualTo(new OutputFormat.JsonSchema(null, Golden.object("{'type':'object','properties':{}}")));
    }

    @Test
    void toolResultsGetAMessageOfTheirOwnBeforeWhatTheUserSays() {
        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL, Role.USER);
        assertThat(request.messages().get(3).parts())
                .containsExactly(
                        new Part.ToolResult("toolu_01A", "Sunny"),
                        new Part.ToolResult(
                                "toolu_01B",
                                null,
                                List.of(
                                        new Part.Text("No clock."),
                                        new Part.Image(new MediaSource.Inline("image/jpeg", "/9j/4AAQ"))),
                                true,
                                null));
        assertThat(request.messages().get(4)).isEqualTo(new Message(Role.USER, "Go on."));
    }

    @Test
    void instructionsKeepTheirCacheMarks() {
        assertThat(request.messages().get(0).parts())
                .containsExactly(
                        new Part.Text("Answer from the documents."),
                        new Part.Text("A long handbook.", List.of(), new CacheHint("1h")));
    }

    @Test
    void mediaAreReadFromEverySource() {
        List<Part> parts = request.messages().get(1).parts();

        assertThat(parts.subList(1, 8))
                .containsExactly(
                        new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo=")),
                        new Part.Image(new MediaSource.Url("https://example.com/camel.png", null)),
                        new Part.Image(new MediaSource.StoredFile("file_011a")),
                        new Part.Document(
                                new MediaSource.Inline("application/pdf", "JVBERi0xLjQK"),
                                "Report",
                                "Of last year.",
                                true,
                                new CacheHint(null)),
                        new Part.Document(
                                new MediaSource.Url("https://example.com/report.pdf", "application/pdf"), null),
                        new Part.Document(new MediaSource.PlainText("Plain words."), null),
                        new Part.Document(new MediaSource.StoredFile("file_011b"), null));
        assertThat(parts.get(8)).isInstanceOfSatisfying(Part.Opaque.class, opaque -> {
            assertThat(opaque.dialect()).isEqualTo("anthropic-messages");
            assertThat(opaque.type()).isEqualTo("search_result");
        });
    }

    @Test
    void thoughtsAndCallsAreRead() {
        assertThat(request.messages().get(2).parts())
                .containsExactly(
                        new Part.Reasoning("I need the weather.", "EqQBCgIYAhIM", null, null),
                        new Part.Reasoning("", null, "EmwKAhgBEgy3va3p", null),
                        new Part.Text("Let me see."),
                        new Part.ToolCall("toolu_01A", "get_weather", "{\"city\":\"Zürich\",\"days\":2}"),
                        new Part.ToolCall("toolu_01B", "get_time", "{}"));
    }

    @Test
    void toolsKeepTheirOrder() {
        assertThat(request.tools()).hasSize(3);
        assertThat(request.tools().get(0)).isInstanceOfSatisfying(Tool.Function.class, tool -> {
            assertThat(tool.name()).isEqualTo("get_weather");
            assertThat(tool.strict()).isTrue();
            assertThat(tool.cache()).isEqualTo(new CacheHint(null));
        });
        assertThat(request.tools().get(2)).isInstanceOfSatisfying(Tool.BuiltIn.class, tool -> assertThat(tool.type())
                .isEqualTo("web_search_20250305"));
    }
}
