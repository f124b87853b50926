package dev.caravan.provider.cohere.chat;

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
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

    private final Losses losses = new Losses();

    @Test
    void readsEveryField() {
        ChatRequest request = read(
                """
                {"model":"command-a-03-2025","stream":true,"max_tokens":100,"stop_sequences":["END"],"temperature":0.3,
                 "seed":7,"frequency_penalty":0.1,"presence_penalty":0.2,"k":40,"p":0.75,"logprobs":true,
                 "tool_choice":"REQUIRED","strict_tools":true,"thinking":{"type":"enabled","token_budget":500},
                 "response_format":{"type":"json_object","json_schema":{"type":"object"}},
                 "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],
                 "messages":[{"role":"user","content":"Hi"}]}
                """);

        assertThat(request.model()).isEqualTo("command-a-03-2025");
        assertThat(request.stream()).isTrue();
        assertThat(request.maxTokens()).isEqualTo(100);
        assertThat(request.stop()).containsExactly("END");
        assertThat(request.sampling())
                .isEqualTo(new Sampling(0.3, 0.75, 40, null, 7L, 0.1, 0.2, null, true, null, null));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(request.thinking()).isEqualTo(Thinking.ofBudget(500));
        assertThat(request.format())
                .isEqualTo(new OutputFormat.JsonSchema(null, null, Json.object().put("type", "object"), null));
        assertThat(request.tools())
                .containsExactly(new Tool.Function("f", "d", Json.object().put("type", "object"), true, null));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsEveryRoleAndKindOfContent() {
        ChatRequest request = read(
                """
                {"model":"m","messages":[
                  {"role":"system","content":[{"type":"text","text":"Be brief."}]},
                  {"role":"user","content":[
                    {"type":"text","text":"Look"},
                    {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO","detail":"low"}},
                    {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
                  {"role":"assistant","content":[{"type":"thinking","thinking":"Hm"}],"tool_plan":"I will ask.",
                   "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
                  {"role":"tool","tool_call_id":"c1","content":[
                    {"type":"text","text":"done"},
                    {"type":"document","document":{"data":{"a":1,"b":"x"}}},
                    {"type":"document","document":{"id":"d","data":{"title":"T","snippet":"S"}}}]},
                  {"role":"assistant","content":"Done."}]}
                """);

        assertThat(request.messages())
                .containsExactly(
                        new Message(Role.SYSTEM, "Be brief."),
                        new Message(
                                Role.USER,
                                List.of(
                                        new Part.Text("Look"),
                                        new Part.Image(new MediaSource.Inline("image/png", "iVBO"), "low", null),
                                        new Part.Image(new MediaSource.Url("https://example.com/a.png", null)))),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Reasoning("Hm"),
                                        new Part.Text("I will ask."),
                                        new Part.ToolCall("c1", "f", "{\"a\":1}"))),
                        new Message(
                                Role.TOOL,
                                List.of(new Part.ToolResult(
                                        "c1",
                                        null,
                                        List.of(
                                                new Part.Text("done"),
                                                document("{\"a\":1,\"b\":\"x\"}", null, true),
                                                document("S", "T", true)),
                                        false,
                                        null))),
                        new Message(Role.ASSISTANT, "Done."));
        assertThat(losses.fields()).containsExactly("messages.content.document.id");
    }

    @Test
    void putsDocumentsBeforeWhatTheUserAsksLast() {
        ChatRequest request = read(
                """
                {"model":"m","documents":["Plain.",{"data":{"text":"Penguins are tall."}}],
                 "citation_options":{"mode":"OFF"},
                 "messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hi."},
                   {"role":"user","content":"How tall?"}]}
                """);

        assertThat(request.messages().get(2).parts())
                .containsExactly(
                        document("Plain.", null, false),
                        document("Penguins are tall.", null, false),
                        new Part.Text("How tall?"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void namesDocumentsThatNobodyAsksAbout() {
        read("{\"documents\":[\"x\"],\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]}");

        assertThat(losses.fields()).containsExactly("documents");
    }

    @Test
    void namesWhatItCannotCarryOver() {
        read(asking("\"safety_mode\":\"STRICT\",\"priority\":3,\"raw_prompting\":true,\"truncation\":{},"
                + "\"citation_options\":{\"mode\":\"FAST\"}"));

        assertThat(losses.fields())
                .containsExactly("citation_options", "safety_mode", "priority", "raw_prompting", "truncation");
    }

    @Test
    void saysNothingOfDefaults() {
        ChatRequest request = read(asking("\"safety_mode\":\"CONTEXTUAL\",\"priority\":0,\"stream\":false,\"k\":0,"
                + "\"raw_prompting\":false,\"strict_tools\":false,\"documents\":[],\"tools\":null,"
                + "\"citation_options\":{\"mode\":\"OFF\"},\"response_format\":{\"type\":\"text\"}"));

        assertThat(losses.fields()).isEmpty();
        assertThat(request.sampling()).isEqualTo(Sampling.DEFAULT);
        assertThat(request.format()).isNull();
    }

    @Test
    void readsTheWaysToThink() {
        assertThat(read(asking("\"thinking\":{\"type\":\"disabled\"}")).thinking())
                .isEqualTo(new Thinking(Thinking.Mode.DISABLED, null, null, null));
        assertThat(read(asking("\"thinking\":{\"token_budget\":9}")).thinking()).isEqualTo(Thinking.ofBudget(9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"model":"m"}                                                                | messages
            {"messages":[{"role":"user","content":7}]}                                   | messages[0].content
            {"messages":[{"role":"user"}]}                                               | messages[0].content
            {"messages":[{"role":"developer","content":"x"}]}                            | messages[0].role
            {"messages":[{"role":"user","content":[{"type":"smell"}]}]}                  | messages[0].content[0].type
            {"messages":[{"role":"assistant","content":[{"type":"smell"}]}]}             | messages[0].content[0].type
            {"messages":[{"role":"assistant","content":true}]}                           | messages[0].content
            {"messages":[{"role":"assistant","tool_calls":[{"id":"c"}]}]}                | messages[0].tool_calls[0].function
            {"messages":[{"role":"tool","content":"x"}]}                                 | messages[0].tool_call_id
            {"messages":[],"documents":"x"}                                              | documents
            {"messages":[],"documents":[7]}                                              | documents[0]
            {"messages":[],"tools":[{"type":"web"}]}                                     | tools[0].type
            {"messages":[],"tool_choice":"auto"}                                         | tool_choice
            {"messages":[],"response_format":{"type":"xml"}}                             | response_format.type
            {"messages":[],"thinking":{"type":"adaptive"}}                               | thinking.type
            {"messages":[],"temperature":"hot"}                                          | temperature
            {"messages":[],"stop_sequences":"END"}                                       | stop_sequences
            """)
    void refusesWhatIsNotOfTheDialectAndNamesTheField(String body, String param) {
        assertThatThrownBy(() -> read(body))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(param);
                });
    }

    private static Part.Document document(String text, @Nullable String title, boolean cited) {
        return new Part.Document(new MediaSource.PlainText(text), title, null, cited, null);
    }

    private static String asking(String fields) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + fields + "}";
    }

    private ChatRequest read(String body) {
        ObjectNode json = (ObjectNode) Objects.requireNonNull(Json.parse(body));
        return new CohereChatDialect().decodeRequest(new WireRequest(null, false, json), losses);
    }
}
