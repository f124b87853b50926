package dev.caravan.provider.mistral.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.spi.GatewayError;
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
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

    private final Losses losses = new Losses();

    @Test
    void readsTheReferencesMessages() {
        ChatRequest request = read(Goldens.text("request.json"));

        assertThat(request.messages())
                .containsExactly(
                        new Message(Role.SYSTEM, "Be brief."),
                        new Message(
                                Role.USER,
                                List.of(
                                        new Part.Text("What do these show?"),
                                        new Part.Image(new MediaSource.Inline("image/png", "iVBO")),
                                        new Part.Image(
                                                new MediaSource.Url("https://example.com/a.png", null), "low", null),
                                        new Part.Document(
                                                new MediaSource.Url("https://example.com/a.pdf", null), "a.pdf"),
                                        new Part.Document(new MediaSource.StoredFile("file-1"), null),
                                        new Part.Audio(new MediaSource.Inline("audio/wav", "UklGRg=="), "wav"))),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Reasoning("I should ask.", "sig", null, null),
                                        new Part.Text("Let me see."),
                                        new Part.Opaque(
                                                "mistral-chat",
                                                "reference",
                                                Goldens.json("{\"type\":\"reference\",\"reference_ids\":[1,2]}")),
                                        new Part.ToolCall("gSIMJiOkT", "look", "{\"at\":\"a\"}"),
                                        new Part.ToolCall(null, "look", "{\"at\":\"b\"}"))),
                        new Message(Role.TOOL, List.of(result("gSIMJiOkT", "A camel."))),
                        new Message(Role.TOOL, List.of(result(null, "A dune."))),
                        new Message(Role.ASSISTANT, "They show"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsTheReferencesSettings() {
        ChatRequest request = read(Goldens.text("request.json"));

        assertThat(request.model()).isEqualTo("magistral-medium-latest");
        assertThat(request.stream()).isTrue();
        assertThat(request.streamUsage()).isTrue();
        assertThat(request.maxTokens()).isEqualTo(100);
        assertThat(request.stop()).containsExactly("END");
        assertThat(request.sampling().temperature()).isEqualTo(0.3);
        assertThat(request.sampling().seed()).isEqualTo(7);
        assertThat(request.sampling().choices()).isEqualTo(2);
        assertThat(request.sampling().presencePenalty()).isEqualTo(0.1);
        assertThat(request.sampling().frequencyPenalty()).isEqualTo(0.2);
        assertThat(request.metadata()).isEqualTo(Map.of("team", "search", "build", "12"));
        assertThat(request.format())
                .isEqualTo(new OutputFormat.JsonSchema("seen", null, Goldens.json("{\"type\":\"object\"}"), true));
        assertThat(request.tools())
                .containsExactly(
                        new Tool.Function("look", "Looks.", Goldens.json("{\"type\":\"object\"}")),
                        new Tool.BuiltIn("mistral-chat", "web_search", Goldens.json("{\"type\":\"web_search\"}")));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(request.parallelToolCalls()).isFalse();
        assertThat(request.thinking()).isEqualTo(new Thinking(Thinking.Mode.ENABLED, null, null, null));
    }

    @Test
    void readsHowMuchTheModelIsToThink() {
        assertThat(read(asking("\"reasoning_effort\":\"high\"")).thinking()).isEqualTo(Thinking.ofEffort("high"));
        assertThat(read(asking("\"reasoning_effort\":\"none\"")).thinking())
                .isEqualTo(new Thinking(Thinking.Mode.DISABLED, "none", null, null));
        assertThat(read(asking("\"temperature\":1")).thinking()).isNull();
    }

    @Test
    void readsTheChoiceOfATool() {
        assertThat(read(asking("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}"))
                        .toolChoice())
                .isEqualTo(new ToolChoice.Named("f"));
        assertThat(read(asking("\"tool_choice\":\"required\"")).toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(read(asking("\"tool_choice\":\"none\"")).toolChoice()).isEqualTo(new ToolChoice.None());
        assertThat(read(asking("\"tool_choice\":\"auto\"")).toolChoice()).isEqualTo(new ToolChoice.Auto());
    }

    @Test
    void namesWhatItCannotCarryOver() {
        read("{\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\"prefix\":true},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"thinking\",\"thinking\":[],\"closed\":false},"
                + "{\"type\":\"text\",\"text\":\"x\",\"tint\":1}],\"mood\":\"m\"}],"
                + "\"safe_prompt\":true,\"guardrails\":[{}],\"prediction\":{\"type\":\"content\"},"
                + "\"metadata\":{\"a\":{}}}");

        assertThat(losses.fields())
                .containsExactly(
                        "messages.prefix",
                        "messages.content.closed",
                        "messages.content.tint",
                        "messages.mood",
                        "metadata",
                        "safe_prompt",
                        "guardrails",
                        "prediction");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"model":"m"}                                                                   | messages
            {"messages":[{"content":"x"}]}                                                  | messages[0].role
            {"messages":[{"role":"developer","content":"x"}]}                               | messages[0].role
            {"messages":[{"role":"user","content":7}]}                                      | messages[0].content
            {"messages":[{"role":"user","content":[{"type":"smell"}]}]}                     | messages[0].content[0].type
            {"messages":[{"role":"user","content":[{"type":"thinking"}]}]}                  | messages[0].content[0].thinking
            {"messages":[{"role":"user","content":[{"type":"image_url"}]}]}                 | messages[0].content[0].image_url
            {"messages":[{"role":"user","content":[{"type":"document_url"}]}]}              | messages[0].content[0].document_url
            {"messages":[{"role":"assistant","tool_calls":[{"id":"a"}]}]}                   | messages[0].tool_calls[0].function
            {"messages":[],"tools":[{"type":"function"}]}                                   | tools[0].function
            {"messages":[],"tool_choice":"maybe"}                                           | tool_choice
            {"messages":[],"response_format":{"type":"xml"}}                                | response_format.type
            {"messages":[],"prompt_mode":"poetry"}                                          | prompt_mode
            {"messages":[],"random_seed":"x"}                                               | random_seed
            {"messages":[],"stop":[1]}                                                      | stop[0]
            """)
    void refusesWhatIsNotOfTheDialectAndNamesTheField(String body, String param) {
        assertThatThrownBy(() -> read(body))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(param);
                });
    }

    private static Part result(@Nullable String id, String text) {
        return new Part.ToolResult(id, "look", List.of(new Part.Text(text)), false, null);
    }

    private static String asking(String field) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + field + "}";
    }

    private ChatRequest read(String body) {
        return new MistralChatDialect().decodeRequest(new WireRequest(null, false, Goldens.json(body)), losses);
    }
}
