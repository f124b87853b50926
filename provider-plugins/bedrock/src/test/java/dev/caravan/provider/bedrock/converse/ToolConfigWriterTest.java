package dev.caravan.provider.bedrock.converse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolConfigWriterTest {

    private static final String LLAMA = "meta.llama3-1-70b-instruct-v1:0";
    private static final Tool NOW = new Tool.Function("now", "The time.", null);
    private static final Tool HERE = new Tool.Function("here", "", Json.object().put("type", "object"));

    private final Losses losses = new Losses();

    @ParameterizedTest
    @CsvSource({"AUTO, '{\"auto\":{}}'", "REQUIRED, '{\"any\":{}}'", "NAMED, '{\"tool\":{\"name\":\"now\"}}'"})
    void writesWhetherToolsAreToBeCalled(String choice, String written) {
        ToolChoice wanted =
                switch (choice) {
                    case "AUTO" -> new ToolChoice.Auto();
                    case "REQUIRED" -> new ToolChoice.Required();
                    default -> new ToolChoice.Named("now");
                };

        ObjectNode body = write(asking().tools(List.of(NOW)).toolChoice(wanted));

        assertThat(body.at("/toolConfig/toolChoice").toString()).isEqualTo(written);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void writesToolsInTheirOrder() {
        ObjectNode body = write(asking().tools(List.of(
                NOW,
                new Tool.Function("strict", "S", Json.object(), false, new CacheHint(null)),
                HERE,
                new Tool.BuiltIn("bedrock-converse", "systemTool", Goldens.parse("{\"systemTool\":{\"name\":\"x\"}}")),
                new Tool.BuiltIn("openai-responses", "web_search", Json.object()))));

        assertThat(body.at("/toolConfig").toString())
                .isEqualTo(
                        "{\"tools\":[{\"toolSpec\":{\"name\":\"now\",\"description\":\"The time.\",\"inputSchema\":{\"json\":"
                                + "{\"type\":\"object\",\"properties\":{}}}}},"
                                + "{\"toolSpec\":{\"name\":\"strict\",\"description\":\"S\",\"inputSchema\":{\"json\":{}},\"strict\":false}},"
                                + "{\"cachePoint\":{\"type\":\"default\"}},"
                                + "{\"toolSpec\":{\"name\":\"here\",\"inputSchema\":{\"json\":{\"type\":\"object\"}}}},"
                                + "{\"systemTool\":{\"name\":\"x\"}}]}");
        assertThat(losses.fields()).containsExactly("tools.web_search");
    }

    @Test
    void sendsNoToolsToAModelThatIsToCallNone() {
        ObjectNode body = write(asking().tools(List.of(NOW)).toolChoice(new ToolChoice.None()));

        assertThat(body.has("toolConfig")).isFalse();
        assertThat(losses.fields()).containsExactly("tool_choice.none");
    }

    @Test
    void keepsTheToolsOfAConversationThatHasCalledThem() {
        ObjectNode body = write(called().tools(List.of(NOW)).toolChoice(new ToolChoice.None()));

        assertThat(body.at("/toolConfig").toString()).contains("\"now\"").doesNotContain("toolChoice");
        assertThat(losses.fields()).containsExactly("tool_choice.none");
    }

    @Test
    void namesTheToolsOfAConversationThatComesWithout() {
        ObjectNode body = write(called());

        assertThat(body.at("/toolConfig/tools").findValuesAsText("name")).containsExactly("now");
        assertThat(losses.fields()).containsExactly("tool_choice.none");
    }

    @Test
    void sendsOnlyTheToolsThatAreAllowed() {
        ObjectNode body =
                write(asking().tools(List.of(NOW, HERE)).toolChoice(new ToolChoice.Allowed(List.of("here"), true)));

        assertThat(body.at("/toolConfig/tools").findValuesAsText("name")).containsExactly("here");
        assertThat(body.at("/toolConfig/toolChoice").toString()).isEqualTo("{\"any\":{}}");
        assertThat(losses.fields()).containsExactly("tool_choice.allowed_tools");
    }

    private static ChatRequest.Builder asking() {
        return ChatRequest.of(LLAMA, List.of(new Message(Role.USER, "Hi")));
    }

    private static ChatRequest.Builder called() {
        return ChatRequest.of(
                LLAMA,
                List.of(
                        new Message(Role.ASSISTANT, List.of(new Part.ToolCall("c", "now", "{}"))),
                        new Message(Role.TOOL, List.of(new Part.ToolResult("c", "Noon.")))));
    }

    private ObjectNode write(ChatRequest.Builder request) {
        return new ConverseDialect().encodeRequest(request.build(), losses).body();
    }
}
