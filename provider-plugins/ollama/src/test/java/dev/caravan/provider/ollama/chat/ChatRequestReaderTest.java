package dev.caravan.provider.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestReaderTest {

    private final Losses losses = new Losses();

    @Test
    void readsEveryField() {
        ChatRequest request = read(
                """
                {"model":"qwen3","stream":false,"format":{"type":"object"},"think":"low","logprobs":true,"top_logprobs":2,
                 "truncate":true,"shift":true,
                 "options":{"temperature":0.1,"top_p":0.2,"top_k":3,"min_p":0.4,"seed":5,"num_predict":6,"stop":["a","b"],
                   "presence_penalty":0.7,"frequency_penalty":0.8},
                 "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],
                 "messages":[{"role":"user","content":"Hi"}]}
                """);

        assertThat(request.model()).isEqualTo("qwen3");
        assertThat(request.stream()).isFalse();
        assertThat(request.format())
                .isEqualTo(new OutputFormat.JsonSchema(null, Json.object().put("type", "object")));
        assertThat(request.thinking()).isEqualTo(Thinking.ofEffort("low"));
        assertThat(request.sampling()).isEqualTo(new Sampling(0.1, 0.2, 3, 0.4, 5L, 0.8, 0.7, null, true, 2, null));
        assertThat(request.maxTokens()).isEqualTo(6);
        assertThat(request.stop()).containsExactly("a", "b");
        assertThat(request.tools())
                .containsExactly(new Tool.Function("f", "d", Json.object().put("type", "object")));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsEveryRole() {
        ChatRequest request = read(
                """
                {"messages":[
                  {"role":"system","content":"Be brief."},
                  {"role":"User","content":"Look","images":["iVBORw0KGgoAAA","AAAA"]},
                  {"role":"assistant","thinking":"Hm","tool_calls":[
                    {"id":"c1","type":"function","function":{"index":0,"name":"f","arguments":{"b":1.50,"a":[]}}},
                    {"function":{"name":"g"}}]},
                  {"role":"tool","tool_call_id":"c1","tool_name":"f","content":"1"},
                  {"role":"tool","tool_name":"g","content":"2","images":["R0lGODlh"]}]}
                """);

        assertThat(request.messages())
                .containsExactly(
                        new Message(Role.SYSTEM, "Be brief."),
                        new Message(
                                Role.USER,
                                List.of(
                                        new Part.Text("Look"),
                                        new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgoAAA")),
                                        new Part.Image(new MediaSource.Inline(null, "AAAA")))),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Reasoning("Hm"),
                                        new Part.ToolCall("c1", "f", "{\"b\":1.50,\"a\":[]}"),
                                        new Part.ToolCall(null, "g", "{}"))),
                        new Message(Role.TOOL, List.of(result("c1", "f", new Part.Text("1")))),
                        new Message(
                                Role.TOOL,
                                List.of(result(
                                        null,
                                        "g",
                                        new Part.Text("2"),
                                        new Part.Image(new MediaSource.Inline("image/gif", "R0lGODlh"))))));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void streamsUnlessToldNotTo() {
        assertThat(read("{\"messages\":[]}").stream()).isTrue();
        assertThat(read("{\"messages\":[],\"stream\":true}").stream()).isTrue();
        assertThat(read("{\"messages\":[],\"stream\":false}").stream()).isFalse();
    }

    @Test
    void takesTheModelFromWhereverItIs() {
        assertThat(new OllamaChatDialect()
                        .decodeRequest(new WireRequest("elsewhere", true, Json.object()), losses)
                        .model())
                .isEqualTo("elsewhere");
    }

    @Test
    void readsWordsForDefaultsAsSuch() {
        ChatRequest request =
                read("{\"messages\":[],\"format\":\"\",\"options\":{\"num_predict\":-1,\"stop\":\"a\"},\"tools\":[]}");

        assertThat(request.format()).isNull();
        assertThat(request.maxTokens()).isNull();
        assertThat(request.stop()).containsExactly("a");
        assertThat(read("{\"format\":\"json\"}").format()).isEqualTo(new OutputFormat.JsonObject());
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, ENABLED, ", "false, DISABLED, ", "\"max\", , max"})
    void readsTheWaysToAskForThoughts(String think, Thinking.@Nullable Mode mode, @Nullable String effort) {
        assertThat(read("{\"think\":" + think + "}").thinking()).isEqualTo(new Thinking(mode, effort, null, null));
    }

    @Test
    void namesWhatItCannotCarryOver() {
        read("{\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"name\":\"ada\"}],\"keep_alive\":\"5m\","
                + "\"truncate\":false,\"shift\":false,\"options\":{\"num_ctx\":4096,\"repeat_penalty\":1.1}}");

        assertThat(losses.fields())
                .containsExactly(
                        "messages.name",
                        "options.num_ctx",
                        "options.repeat_penalty",
                        "truncate",
                        "shift",
                        "keep_alive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"messages":"Hi"}                                                                   | messages
            {"messages":[{"role":"user","content":[]}]}                                         | messages[0].content
            {"messages":[{"role":"king","content":"x"}]}                                        | messages[0].role
            {"messages":[{"content":"x"}]}                                                      | messages[0].role
            {"messages":[{"role":"user","images":"x"}]}                                         | messages[0].images
            {"messages":[{"role":"assistant","tool_calls":[{}]}]}                               | messages[0].tool_calls[0].function
            {"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]} | messages[0].tool_calls[0].function.arguments
            {"tools":[{"type":"web"}]}                                                          | tools[0].type
            {"options":{"temperature":"hot"}}                                                   | options.temperature
            {"options":{"stop":7}}                                                              | options.stop
            {"format":"xml"}                                                                    | format
            {"format":7}                                                                        | format
            {"think":"hard"}                                                                    | think
            {"think":7}                                                                         | think
            {"stream":"yes"}                                                                    | stream
            """)
    void refusesWhatIsNotOfTheDialectAndNamesTheField(String body, String param) {
        assertThatThrownBy(() -> read(body))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(param);
                });
    }

    private static Part result(@Nullable String id, String name, Part... content) {
        return new Part.ToolResult(id, name, List.of(content), false, null);
    }

    private ChatRequest read(String body) {
        ObjectNode json = (ObjectNode) Objects.requireNonNull(Json.parse(body));
        return new OllamaChatDialect().decodeRequest(new WireRequest(null, true, json), losses);
    }
}
