package dev.caravan.provider.bedrock.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private final Losses losses = new Losses();

    @Test
    void readsTheWholeAnswer() {
        ChatAnswer answer = read(Goldens.json("answer.json"));

        assertThat(losses.fields()).isEmpty();
        assertThat(answer.model())
                .isEqualTo("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0");
        assertThat(answer.serviceTier()).isEqualTo("default");
        assertThat(answer.usage())
                .isEqualTo(new Usage(1110, 20, 1000, 100, 60, Usage.UNKNOWN, Usage.UNKNOWN, Usage.UNKNOWN));
        Choice choice = answer.choices().get(0);
        assertThat(choice.finish()).isEqualTo(new Finish(Reason.TOOL_CALLS));
        assertThat(choice.parts())
                .filteredOn(part ->
                        !(part instanceof Part.Text text && !text.citations().isEmpty()))
                .containsExactly(
                        new Part.Reasoning("Hm.", "c2lnbmVk", null, null),
                        new Part.Reasoning("", null, "cmVkYWN0ZWQ=", null),
                        new Part.Text("Let me look."),
                        new Part.ToolCall("tooluse_9", "get_weather", "{\"city\":\"Zürich\",\"n\":1.50}"),
                        new Part.Opaque(
                                "bedrock-converse",
                                "toolUse",
                                Goldens.parse("{\"toolUse\":{\"toolUseId\":\"srv_1\",\"name\":\"nova_grounding\","
                                        + "\"type\":\"server_tool_use\",\"input\":{}}}")));
        assertThat(choice.parts().get(3)).isInstanceOfSatisfying(Part.Text.class, text -> {
            assertThat(text.text()).isEqualTo("It is warm.");
            assertThat(text.citations()).singleElement().satisfies(citation -> assertThat(citation.url())
                    .isEqualTo("https://example.com/w"));
        });
    }

    @Test
    void comesBackAsItWasButForWhatTheGatewayDoesNotKnow() {
        ObjectNode expected = Goldens.json("answer.json");
        expected.remove(List.of("trace", "performanceConfig"));
        expected.putObject("metrics").put("latencyMs", 0);
        ObjectNode cited = (ObjectNode) expected.at("/output/message/content/3/citationsContent");
        cited.putArray("content").addObject().put("text", "It is warm.");

        assertThat(write(read(Goldens.json("answer.json")))).hasToString(expected.toString());
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void keepsBlocksThatItDoesNotKnow() {
        ChatAnswer answer =
                read(answer("[{\"toolResult\":{\"toolUseId\":\"t\"}},{\"fromTheFuture\":{\"x\":1},\"more\":2},{},"
                        + "{\"image\":{\"format\":\"png\",\"error\":{\"message\":\"m\"}}},"
                        + "{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"iVBO\"}}}]"));

        assertThat(answer.choices().get(0).parts()).hasSize(4);
        assertThat(answer.choices().get(0).parts().subList(0, 3))
                .extracting(part -> ((Part.Opaque) part).type())
                .containsExactly("toolResult", "fromTheFuture", "image");
        assertThat(answer.choices().get(0).parts().get(3))
                .isEqualTo(new Part.Image(new MediaSource.Inline("image/png", "iVBO")));
    }

    @Test
    void readsAnAnswerThatSaysLittle() {
        ChatAnswer answer = read(Goldens.parse("{\"output\":{\"message\":{}}}"));

        assertThat(answer.choices()).containsExactly(new Choice(0, List.of(), null));
        assertThat(answer.usage()).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"output\":{}}",
                "{\"output\":{\"message\":{\"content\":\"Hi\"}}}",
                "{\"output\":{\"message\":{\"content\":[{\"toolUse\":{\"name\":\"n\"}}]}}}",
                "{\"output\":{\"message\":{\"content\":[]}},\"usage\":{\"inputTokens\":\"1\"}}",
            })
    void blamesTheProviderForWhatIsNoneOfTheDialect(String body) {
        assertThatThrownBy(() -> read(Goldens.parse(body)))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(502));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP, ",
        "tool_use, TOOL_CALLS, ",
        "max_tokens, LENGTH, ",
        "stop_sequence, STOP_SEQUENCE, ",
        "content_filtered, CONTENT_FILTER, ",
        "guardrail_intervened, CONTENT_FILTER, guardrail_intervened",
        "model_context_window_exceeded, CONTEXT_WINDOW, ",
        "malformed_model_output, ERROR, malformed_model_output",
        "malformed_tool_use, ERROR, malformed_tool_use",
    })
    void readsAndWritesEveryStopReason(String word, Reason reason, @Nullable String raw) {
        Finish finish = FinishWords.read(word, null);

        assertThat(finish).isEqualTo(new Finish(reason, null, raw));
        assertThat(FinishWords.write(finish, losses)).isEqualTo(word);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsAWordFromTheFutureAsAnother() {
        assertThat(FinishWords.read("brand_new", null)).isEqualTo(new Finish(Reason.OTHER, null, "brand_new"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"REFUSAL", "PAUSE", "ERROR", "OTHER"})
    void namesAReasonThatBedrockLacks(Reason reason) {
        assertThat(FinishWords.write(new Finish(reason), losses)).isNotBlank();
        assertThat(losses.fields()).hasSize(1);
    }

    @Test
    void writesTheStopSequenceAmongTheAdditionalFields() {
        JsonNode body = write(answer(new Finish(Reason.STOP_SEQUENCE, "END", null), new Part.Text("Hi")));

        assertThat(body.get("additionalModelResponseFields").toString()).isEqualTo("{\"stop_sequence\":\"END\"}");
        assertThat(read(body).choices().get(0).finish()).isEqualTo(new Finish(Reason.STOP_SEQUENCE, "END", null));
    }

    @Test
    void writesPartsOfOtherDialects() {
        Citation citation = new Citation("other", "https://example.com", "Title", "quote", 0, 2, Json.object());
        JsonNode body = write(answer(
                new Finish(Reason.STOP),
                new Part.Text("Hi", List.of(citation), null),
                new Part.Refusal("No."),
                new Part.Reasoning("Hm.", null, "ZW5j", "rs_1"),
                new Part.ToolCall(null, "now", "", "sig", null),
                new Part.Image(new MediaSource.Inline("image/png", "iVBO")),
                new Part.Image(new MediaSource.Url("https://example.com/a.png", null)),
                new Part.Audio(new MediaSource.Inline(null, "AAAA"), "wav"),
                new Part.Opaque("other", "thing", Json.object())));

        String content = body.at("/output/message/content").toString();
        assertThat(content)
                .startsWith(
                        "[{\"citationsContent\":{\"content\":[{\"text\":\"Hi\"}],\"citations\":[{\"title\":\"Title\","
                                + "\"sourceContent\":[{\"text\":\"quote\"}],\"source\":\"https://example.com\","
                                + "\"location\":{\"web\":{\"url\":\"https://example.com\"}}}]}},"
                                + "{\"text\":\"No.\"},{\"reasoningContent\":{\"reasoningText\":{\"text\":\"Hm.\"}}},"
                                + "{\"reasoningContent\":{\"redactedContent\":\"ZW5j\"}},{\"toolUse\":{\"toolUseId\":\"tooluse_")
                .endsWith(
                        "\"name\":\"now\",\"input\":{}}},{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"iVBO\"}}},"
                                + "{\"audio\":{\"format\":\"wav\",\"source\":{\"bytes\":\"AAAA\"}}}]");
        assertThat(losses.fields())
                .containsExactly("content.refusal", "reasoning.signature", "content.media", "content.thing");
    }

    @Test
    void writesTheFirstOfSeveralChoices() {
        Choice one = new Choice(0, List.of(new Part.Text("One")), new Finish(Reason.STOP), Json.object());
        Choice two = new Choice(1, List.of(new Part.Text("Two")), new Finish(Reason.STOP));

        JsonNode body = write(new ChatAnswer("id", "m", 1, List.of(one, two), Usage.NONE, null, "scale"));

        assertThat(body.toString())
                .isEqualTo("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"One\"}]}},"
                        + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":0,\"outputTokens\":0,\"totalTokens\":0},"
                        + "\"metrics\":{\"latencyMs\":0}}");
        assertThat(losses.fields()).containsExactly("choices", "logprobs");
    }

    @Test
    void cannotWriteArgumentsThatAreNoObject() {
        assertThatThrownBy(() -> write(answer(new Finish(Reason.TOOL_CALLS), new Part.ToolCall("c", "now", "{\"a"))))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(502);
                    assertThat(error.code()).isEqualTo("invalid_upstream_answer");
                });
    }

    @Test
    void namesWhatAGuardrailTraced() {
        read(Goldens.parse("{\"output\":{\"message\":{}},\"trace\":{\"guardrail\":{\"actionReason\":\"x\"}}}"));

        assertThat(losses.fields()).containsExactly("trace.guardrail");
    }

    private ChatAnswer read(JsonNode body) {
        return new ConverseDialect().decodeAnswer(body, losses);
    }

    private JsonNode write(ChatAnswer answer) {
        ChatRequest request =
                ChatRequest.of("m", List.of(new Message(Role.USER, "Hi"))).build();
        return new ConverseDialect().encodeAnswer(answer, request, losses);
    }

    private static ChatAnswer answer(Finish finish, Part... parts) {
        return new ChatAnswer(null, null, 0, List.of(new Choice(0, List.of(parts), finish)), Usage.NONE, null, null);
    }

    private static JsonNode answer(String content) {
        return Goldens.parse("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":" + content + "}}}");
    }
}
