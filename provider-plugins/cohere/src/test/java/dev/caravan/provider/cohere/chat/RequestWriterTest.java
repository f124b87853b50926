package dev.caravan.provider.cohere.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Citation;
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

class RequestWriterTest {

    private final Losses losses = new Losses();

    @Test
    void planInFrontOfToolCallsIsTheTextBeforeThem() {
        JsonNode written = turn(
                new Part.Reasoning("Hm"),
                new Part.Text("Well."),
                new Part.Text("I will ask."),
                new Part.ToolCall("c1", "f", ""));

        assertThat(written)
                .isEqualTo(
                        json(
                                "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\"},"
                                        + "{\"type\":\"text\",\"text\":\"Well.\"}],\"tool_plan\":\"I will ask.\",\"tool_calls\":"
                                        + "[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void aTextAloneIsAString() {
        assertThat(turn(new Part.Text("Hi."))).isEqualTo(json("{\"role\":\"assistant\",\"content\":\"Hi.\"}"));
        assertThat(turn()).isEqualTo(json("{\"role\":\"assistant\",\"content\":\"\"}"));
    }

    @Test
    void sendsItsOwnCitationsBackAsTheyWere() {
        JsonNode own = json("{\"start\":0,\"end\":2,\"text\":\"Hi\",\"sources\":[{\"type\":\"tool\",\"id\":\"t:0\"}]}");

        JsonNode written = turn(new Part.Text("Hi.", List.of(CitationFields.read(own)), null), new Part.Reasoning("x"));

        assertThat(written.at("/citations/0/sources")).isEqualTo(own.get("sources"));
        assertThat(written.at("/citations/0/content_index").asInt()).isZero();
        assertThat(written.at("/citations/0/type").asText()).isEqualTo("TEXT_CONTENT");
    }

    @Test
    void writesCitationsOfOtherDialectsByTheirAddress() {
        Citation citation = new Citation("other", "https://example.com", "A title", "the words", 3, 9, Json.object());

        assertThat(CitationFields.write(citation, null))
                .isEqualTo(json("{\"start\":3,\"end\":9,\"sources\":[{\"type\":\"document\","
                        + "\"id\":\"https://example.com\",\"document\":{\"id\":\"https://example.com\","
                        + "\"title\":\"A title\",\"url\":\"https://example.com\",\"snippet\":\"the words\"}}],"
                        + "\"type\":\"PLAN\"}"));
    }

    @Test
    void dropsWhatOnlyItsMakerCanRead() {
        turn(new Part.Reasoning("", null, "sealed", null), new Part.Reasoning("x", "signed", null, null));

        assertThat(losses.fields()).containsExactly("reasoning.signature");
    }

    @Test
    void offersOnlyTheToolThatIsToBeCalled() {
        JsonNode body = write(request -> tools(request, new ToolChoice.Named("g"), "f", "g"));

        assertThat(body.get("tools").findValuesAsText("name")).containsExactly("g");
        assertThat(body.get("tool_choice").asText()).isEqualTo("REQUIRED");
        assertThat(losses.fields()).containsExactly("tool_choice");
    }

    @Test
    void losesNothingWhereTheOnlyToolIsNamed() {
        JsonNode body = write(request -> tools(request, new ToolChoice.Named("f"), "f"));

        assertThat(body.get("tool_choice").asText()).isEqualTo("REQUIRED");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void offersOnlyTheToolsThatAreAllowed() {
        JsonNode body =
                write(request -> tools(request, new ToolChoice.Allowed(List.of("f", "h"), false), "f", "g", "h"));

        assertThat(body.get("tools").findValuesAsText("name")).containsExactly("f", "h");
        assertThat(body.has("tool_choice")).isFalse();
        assertThat(losses.fields()).containsExactly("tool_choice");
    }

    @Test
    void refusesToCallAToolThatIsNotThere() {
        assertRefused(request -> tools(request, new ToolChoice.Named("x"), "f"), "tool_choice");
    }

    @Test
    void isStrictWithAllToolsOrNone() {
        Tool strict = new Tool.Function("f", null, null, true, null);
        Tool loose = new Tool.Function("g", null, null, null, null);

        assertThat(write(request -> request.tools(List.of(strict)))
                        .get("strict_tools")
                        .asBoolean())
                .isTrue();
        assertThat(losses.fields()).isEmpty();
        assertThat(write(request -> request.tools(List.of(strict, loose))).has("strict_tools"))
                .isFalse();
        assertThat(losses.fields()).containsExactly("tools.function.strict");
    }

    @Test
    void namesToolsThatOnlyAnotherProviderHas() {
        assertThat(write(request -> request.tools(
                                List.of(new Tool.BuiltIn("openai-responses", "web_search", Json.object()))))
                        .has("tools"))
                .isFalse();
        assertThat(losses.fields()).containsExactly("tools.web_search");
    }

    @Test
    void writesPlainDocumentsBesideTheMessages() {
        JsonNode body = write(request -> request.messages(List.of(new Message(
                Role.USER,
                List.of(
                        new Part.Document(new MediaSource.PlainText("Tall."), "Penguins", "a study", true, null),
                        new Part.Document(new MediaSource.PlainText("{\"a\":1}"), null),
                        new Part.Document(new MediaSource.PlainText("Plain."), null),
                        new Part.Text("How tall?"))))));

        assertThat(body.get("documents"))
                .isEqualTo(json("[{\"data\":{\"title\":\"Penguins\",\"context\":\"a study\",\"snippet\":\"Tall.\"}},"
                        + "{\"data\":{\"a\":1}},{\"data\":{\"text\":\"Plain.\"}}]"));
        assertThat(body.at("/messages/0/content").asText()).isEqualTo("How tall?");
        assertThat(body.has("citation_options")).isFalse();
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void asksForNoCitationsWhereNobodyWantsThem() {
        JsonNode body = write(request -> request.messages(List.of(new Message(
                Role.USER, List.of(new Part.Document(new MediaSource.PlainText("x"), null), new Part.Text("?"))))));

        assertThat(body.at("/citation_options/mode").asText()).isEqualTo("OFF");
    }

    @Test
    void showsWhatAToolShowedBehindItsResults() {
        Part image = new Part.Image(new MediaSource.Inline("image/jpeg", "/9j/"));
        JsonNode body = write(request -> request.messages(List.of(
                new Message(Role.USER, "Go"),
                new Message(
                        Role.ASSISTANT, List.of(new Part.ToolCall("a", "f", "{}"), new Part.ToolCall("b", "f", "{}"))),
                new Message(
                        Role.TOOL,
                        List.of(new Part.ToolResult("a", null, List.of(new Part.Text("1"), image), true, null))),
                new Message(Role.TOOL, List.of(new Part.ToolResult("b", "2"))),
                new Message(Role.USER, "And?"))));

        assertThat(body.get("messages").findValuesAsText("role"))
                .containsExactly("user", "assistant", "tool", "tool", "user", "user");
        assertThat(body.at("/messages/2"))
                .isEqualTo(json("{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"}"));
        assertThat(body.at("/messages/4/content/0/image_url/url").asText()).isEqualTo("data:image/jpeg;base64,/9j/");
        assertThat(losses.fields()).containsExactly("messages.tool_result.content", "messages.tool_result.is_error");
    }

    @Test
    void splitsResultsFromWhatTheUserSaysWithThem() {
        JsonNode body = write(request -> request.messages(
                List.of(new Message(Role.USER, List.of(new Part.ToolResult("a", "1"), new Part.Text("Go on."))))));

        assertThat(body.get("messages"))
                .isEqualTo(json("[{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"},"
                        + "{\"role\":\"user\",\"content\":\"Go on.\"}]"));
    }

    @Test
    void keepsNumbersWithinWhatCohereTakes() {
        JsonNode body = write(
                request -> request.sampling(new Sampling(1.5, 1.0, 7, null, null, -0.5, 0.5, null, null, null, null)));

        assertThat(body.get("temperature").asDouble()).isEqualTo(1.0);
        assertThat(body.get("p").asDouble()).isEqualTo(0.99);
        assertThat(body.get("k").asInt()).isEqualTo(7);
        assertThat(body.get("frequency_penalty").asDouble()).isZero();
        assertThat(body.get("presence_penalty").asDouble()).isEqualTo(0.5);
        assertThat(losses.fields()).containsExactly("temperature", "frequency_penalty");
    }

    @Test
    void namesWhatCohereHasNoPlaceFor() {
        write(request -> request.sampling(new Sampling(
                        null, null, null, 0.1, null, null, null, Json.object().put("1", 2), true, 3, 2))
                .serviceTier("flex")
                .user("u")
                .metadata(Map.of("a", "b"))
                .format(new OutputFormat.JsonSchema("n", "d", Json.object(), true)));

        assertThat(losses.fields())
                .containsExactly(
                        "top_logprobs",
                        "min_p",
                        "logit_bias",
                        "n",
                        "response_format.description",
                        "service_tier",
                        "user",
                        "metadata");
    }

    @ParameterizedTest
    @CsvSource({
        "none, disabled, ",
        "minimal, enabled, 2048",
        "low, enabled, 2048",
        "medium, enabled, 8192",
        "high, enabled, ",
        "max, enabled, "
    })
    void asksForThoughtByABudget(String effort, String type, @Nullable Integer budget) {
        JsonNode thinking =
                write(request -> request.thinking(Thinking.ofEffort(effort))).get("thinking");

        assertThat(thinking.get("type").asText()).isEqualTo(type);
        assertThat(thinking.get("token_budget"))
                .isEqualTo(budget == null ? null : Json.object().numberNode(budget));
    }

    @Test
    void leavesAModelThatDecidesByItselfAlone() {
        assertThat(write(request -> request.thinking(new Thinking(Thinking.Mode.ADAPTIVE, null, null, null)))
                        .has("thinking"))
                .isFalse();
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"AUDIO", "VIDEO", "PDF", "STORED_IMAGE"})
    void refusesWhatCannotBeLeftOut(String kind) {
        MediaSource bytes = new MediaSource.Inline(null, "AAAA");
        Part part =
                switch (kind) {
                    case "AUDIO" -> new Part.Audio(bytes, "wav");
                    case "VIDEO" -> new Part.Video(bytes);
                    case "PDF" -> new Part.Document(bytes, "a.pdf");
                    default -> new Part.Image(new MediaSource.StoredFile("file-1"));
                };

        assertRefused(request -> request.messages(List.of(new Message(Role.USER, List.of(part)))), "messages");
    }

    private void assertRefused(UnaryOperator<ChatRequest.Builder> change, String param) {
        assertThatThrownBy(() -> write(change))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(param);
                });
    }

    private static ChatRequest.Builder tools(ChatRequest.Builder request, ToolChoice choice, String... names) {
        return request.tools(List.of(names).stream()
                        .<Tool>map(name -> new Tool.Function(name, null, null))
                        .toList())
                .toolChoice(choice);
    }

    private JsonNode turn(Part... parts) {
        return write(request -> request.messages(List.of(new Message(Role.ASSISTANT, List.of(parts)))))
                .at("/messages/0");
    }

    private JsonNode write(UnaryOperator<ChatRequest.Builder> change) {
        ChatRequest.Builder request = ChatRequest.of("m", List.of(new Message(Role.USER, "Hi")));
        return new CohereChatDialect()
                .encodeRequest(change.apply(request).build(), losses)
                .body();
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
