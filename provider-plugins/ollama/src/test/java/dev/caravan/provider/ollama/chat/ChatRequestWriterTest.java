package dev.caravan.provider.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestWriterTest {

    private final Losses losses = new Losses();

    @Test
    void alwaysSaysWhetherToStream() {
        assertThat(write(request -> request).get("stream").booleanValue()).isFalse();
        assertThat(write(request -> request.stream(true)).get("stream").booleanValue())
                .isTrue();
    }

    @Test
    void writesAConversationWithTools() {
        JsonNode body = write(request -> request.messages(List.of(
                new Message(Role.DEVELOPER, "Be brief."),
                new Message(
                        Role.USER,
                        List.of(
                                new Part.Text("Look"),
                                new Part.Text("here"),
                                new Part.Image(new MediaSource.Inline("image/png", "iVBO"), "auto", null))),
                new Message(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Reasoning("Hm"),
                                new Part.Text("Well."),
                                new Part.ToolCall("c1", "f", "{\"b\":1.50,\"a\":[]}"),
                                new Part.ToolCall(null, "g", ""))),
                new Message(Role.USER, List.of(new Part.ToolResult("c1", "1"), new Part.Text("Go on."))))));

        assertThat(body.get("messages"))
                .isEqualTo(json("[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":\"Look\\nhere\",\"images\":[\"iVBO\"]},"
                        + "{\"role\":\"assistant\",\"content\":\"Well.\",\"thinking\":\"Hm\",\"tool_calls\":["
                        + "{\"id\":\"c1\",\"function\":{\"index\":0,\"name\":\"f\",\"arguments\":{\"b\":1.50,\"a\":[]}}},"
                        + "{\"function\":{\"index\":1,\"name\":\"g\",\"arguments\":{}}}]},"
                        + "{\"role\":\"tool\",\"content\":\"1\",\"tool_name\":\"f\",\"tool_call_id\":\"c1\"},"
                        + "{\"role\":\"user\",\"content\":\"Go on.\"}]"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void keepsTheImagesOfAToolsResult() {
        Part image = new Part.Image(new MediaSource.Inline("image/png", "iVBO"));
        JsonNode body = write(request -> request.messages(List.of(new Message(
                Role.TOOL, List.of(new Part.ToolResult("c", "f", List.of(new Part.Text("1"), image), true, null))))));

        assertThat(body.at("/messages/0/images/0").asText()).isEqualTo("iVBO");
        assertThat(losses.fields()).containsExactly("messages.tool_result.is_error");
    }

    @Test
    void writesPlainDocumentsAsText() {
        JsonNode body = write(request -> request.messages(List.of(new Message(
                Role.USER,
                List.of(
                        new Part.Document(new MediaSource.PlainText("Tall."), "Penguins", "a study", true, null),
                        new Part.Text("How tall?"))))));

        assertThat(body.at("/messages/0/content").asText()).isEqualTo("Tall.\nHow tall?");
        assertThat(losses.fields())
                .containsExactly(
                        "messages.content.document.title",
                        "messages.content.document.context",
                        "messages.content.document.citations");
    }

    @ParameterizedTest
    @CsvSource({"IMAGE_URL", "STORED_IMAGE", "PDF", "AUDIO", "VIDEO"})
    void refusesWhatCannotBeLeftOut(String kind) {
        MediaSource bytes = new MediaSource.Inline(null, "AAAA");
        Part part =
                switch (kind) {
                    case "IMAGE_URL" -> new Part.Image(new MediaSource.Url("https://example.com/a.png", null));
                    case "STORED_IMAGE" -> new Part.Image(new MediaSource.StoredFile("file-1"));
                    case "PDF" -> new Part.Document(bytes, "a.pdf");
                    case "AUDIO" -> new Part.Audio(bytes, "wav");
                    default -> new Part.Video(bytes);
                };

        assertRefused(request -> request.messages(List.of(new Message(Role.USER, List.of(part)))), "messages");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            not json
            [1]
            {"a":
            """)
    void refusesArgumentsThatAreNoObject(String arguments) {
        assertRefused(
                request -> request.messages(List.of(
                        new Message(Role.USER, "Hi"),
                        new Message(
                                Role.ASSISTANT,
                                List.of(new Part.ToolCall("a", "f", "{}"), new Part.ToolCall("b", "f", arguments))))),
                "messages[1].tool_calls[1].function.arguments");
    }

    @Test
    void dropsWhatOnlyItsMakerCanRead() {
        write(request -> request.messages(List.of(new Message(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoning("Hm", "signed", null, null),
                        new Part.ToolCall("a", "f", "{}", "signed", null))))));

        assertThat(losses.fields()).containsExactly("reasoning.signature");
    }

    @Test
    void offersWhatMayBeCalledAndNamesWhatCannotBeForced() {
        assertOffered(new ToolChoice.Auto(), List.of("f", "g"), List.of());
        assertOffered(new ToolChoice.None(), List.of(), List.of("tool_choice"));
        assertOffered(new ToolChoice.Required(), List.of("f", "g"), List.of("tool_choice"));
        assertOffered(new ToolChoice.Named("g"), List.of("g"), List.of("tool_choice"));
        assertOffered(new ToolChoice.Allowed(List.of("f"), false), List.of("f"), List.of("tool_choice"));
        assertOffered(new ToolChoice.Allowed(List.of("f", "g"), false), List.of("f", "g"), List.of());
    }

    private void assertOffered(ToolChoice choice, List<String> offered, List<String> lost) {
        Losses own = new Losses();
        JsonNode body = new OllamaChatDialect()
                .encodeRequest(
                        ChatRequest.of("m", List.of())
                                .tools(List.of(new Tool.Function("f", null, null), new Tool.Function("g", null, null)))
                                .toolChoice(choice)
                                .build(),
                        own)
                .body();
        assertThat(body.path("tools").findValuesAsText("name")).isEqualTo(offered);
        assertThat(own.fields()).isEqualTo(lost);
    }

    @Test
    void writesToolsAndNamesWhatTheyLack() {
        JsonNode body = write(request -> request.tools(List.of(
                new Tool.Function("f", "d", null, true, null),
                new Tool.BuiltIn("anthropic-messages", "web_search", Json.object()))));

        assertThat(body.get("tools"))
                .isEqualTo(json("[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\","
                        + "\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]"));
        assertThat(losses.fields()).containsExactly("tools.web_search", "tools.function.strict");
    }

    @Test
    void writesSettingsAsOptions() {
        JsonNode body = write(request -> request.maxTokens(6)
                .stop(List.of("a"))
                .format(new OutputFormat.JsonObject())
                .sampling(new Sampling(0.1, 0.2, 3, 0.4, 5L, 0.8, 0.7, null, true, 2, 1)));

        assertThat(body.get("options"))
                .hasToString("{\"temperature\":0.1,\"top_p\":0.2,\"top_k\":3,\"min_p\":0.4,\"seed\":5,"
                        + "\"num_predict\":6,\"frequency_penalty\":0.8,\"presence_penalty\":0.7,\"stop\":[\"a\"]}");
        assertThat(body.get("format").asText()).isEqualTo("json");
        assertThat(body.get("logprobs").booleanValue()).isTrue();
        assertThat(body.get("top_logprobs").intValue()).isEqualTo(2);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void namesWhatOllamaHasNoPlaceFor() {
        write(request -> request.sampling(new Sampling(
                        null, null, null, null, null, null, null, Json.object().put("1", 2), false, null, 2))
                .serviceTier("flex")
                .user("u")
                .metadata(Map.of("a", "b"))
                .format(new OutputFormat.JsonSchema("n", "d", Json.object(), true))
                .messages(List.of(new Message(Role.USER, List.of(new Part.Text("x")), "ada"))));

        assertThat(losses.fields())
                .containsExactly(
                        "messages.name",
                        "response_format.description",
                        "logit_bias",
                        "n",
                        "service_tier",
                        "user",
                        "metadata");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, none, -, false",
                "-, minimal, -, \"low\"",
                "-, low, -, \"low\"",
                "-, medium, -, \"medium\"",
                "-, high, -, \"high\"",
                "-, xhigh, -, \"high\"",
                "-, max, -, \"max\"",
                "ENABLED, -, 1024, \"low\"",
                "ENABLED, -, 8000, \"medium\"",
                "ENABLED, -, 32000, \"high\"",
                "ENABLED, -, -, true",
                "DISABLED, -, -, false",
                "ADAPTIVE, -, -, -"
            })
    void asksForThoughtsByALevel(
            Thinking.@Nullable Mode mode, @Nullable String effort, @Nullable Integer budget, @Nullable String think) {
        JsonNode written = write(request -> request.thinking(new Thinking(mode, effort, budget, null)))
                .get("think");

        assertThat(written).isEqualTo(think == null ? null : json(think));
        assertThat(losses.fields()).isEmpty();
    }

    private void assertRefused(UnaryOperator<ChatRequest.Builder> change, String param) {
        assertThatThrownBy(() -> write(change))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(param);
                });
    }

    private JsonNode write(UnaryOperator<ChatRequest.Builder> change) {
        ChatRequest.Builder request = ChatRequest.of("m", List.of(new Message(Role.USER, "Hi")));
        return new OllamaChatDialect()
                .encodeRequest(change.apply(request).build(), losses)
                .body();
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
