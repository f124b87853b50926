package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How thoughts are asked for, and what they rule out. */
class ThinkingTest {

    private final Losses losses = new Losses();

    @ParameterizedTest
    @CsvSource({
        "some-model, minimal, 1024, 5120",
        "some-model, low, 2048, 6144",
        "some-model, medium, 8192, 12288",
        "some-model, high, 24576, 28672",
        "some-model, xhigh, 32768, 36864",
        "some-model, max, 32768, 36864",
        "some-model, unheard-of, 8192, 12288",
        "claude-sonnet-4-5, high, 24576, 32000",
        "claude-opus-4-5-20251101, low, 2048, 32000",
    })
    void anEffortBecomesABudgetWithRoomForTheAnswer(String model, String effort, int budget, int maxTokens) {
        ObjectNode body = write(request(model, Thinking.ofEffort(effort)).build());

        assertThat(body.path("thinking")).isEqualTo(Golden.object("{'type':'enabled','budget_tokens':" + budget + "}"));
        assertThat(body.path("max_tokens").intValue()).isEqualTo(maxTokens);
        assertThat(body.has("output_config")).isFalse();
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"40000, 24576", "30000, 22500", "4000, 3000", "1200, 1024"})
    void aBudgetThatNobodyAskedForLeavesAQuarterOfTheClientsLimit(int maxTokens, int budget) {
        ObjectNode body = write(
                request("m", Thinking.ofEffort("high")).maxTokens(maxTokens).build());

        assertThat(body.at("/thinking/budget_tokens").intValue()).isEqualTo(budget);
        assertThat(body.path("max_tokens").intValue()).isEqualTo(maxTokens);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void thereIsNoThinkingWithinATinyLimit() {
        ObjectNode body =
                write(request("m", Thinking.ofEffort("high")).maxTokens(1024).build());

        assertThat(body.has("thinking")).isFalse();
        assertThat(body.path("max_tokens").intValue()).isEqualTo(1024);
        assertThat(losses.fields()).containsExactly("thinking");
    }

    @ParameterizedTest
    @CsvSource({"7999, 8000, 7999, false", "8000, 8000, 6000, true", "9000, 8000, 6000, true", "100, 8000, 1024, true"})
    void aBudgetIsKeptWhereTheApiTakesIt(int asked, int maxTokens, int budget, boolean lost) {
        ObjectNode body = write(
                request("m", Thinking.ofBudget(asked)).maxTokens(maxTokens).build());

        assertThat(body.at("/thinking/budget_tokens").intValue()).isEqualTo(budget);
        assertThat(losses.fields()).isEqualTo(lost ? List.of("thinking.budget_tokens") : List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-6, low, low",
        "claude-opus-4-6, minimal, low",
        "claude-sonnet-4-6, xhigh, high",
        "claude-opus-4-7, xhigh, xhigh",
        "claude-opus-5, max, max",
        "claude-mythos-preview, medium, medium",
        "us.anthropic.claude-opus-4-6-v1:0, high, high",
    })
    void newerModelsThinkAdaptivelyByTheirEffort(String model, String effort, String written) {
        ObjectNode body = write(request(model, Thinking.ofEffort(effort)).build());

        assertThat(body.path("thinking")).isEqualTo(Golden.object("{'type':'adaptive'}"));
        assertThat(body.path("output_config")).isEqualTo(Golden.object("{'effort':'" + written + "'}"));
        assertThat(body.path("max_tokens").intValue()).isEqualTo(32_000);
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2048, low", "12288, medium", "12289, high"})
    void aModelWithoutBudgetsGetsTheNearestEffort(int budget, String effort) {
        ObjectNode body =
                write(request("claude-opus-4-7", Thinking.ofBudget(budget)).build());

        assertThat(body.path("thinking")).isEqualTo(Golden.object("{'type':'adaptive'}"));
        assertThat(body.at("/output_config/effort").textValue()).isEqualTo(effort);
        assertThat(losses.fields()).containsExactly("thinking.budget_tokens");
    }

    @Test
    void aModelThatTakesBothKeepsTheBudget() {
        ObjectNode body =
                write(request("claude-opus-4-6", Thinking.ofBudget(5000)).build());

        assertThat(body.path("thinking")).isEqualTo(Golden.object("{'type':'enabled','budget_tokens':5000}"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void whoAskedByBothGetsBoth() {
        Thinking both = new Thinking(Thinking.Mode.ENABLED, "low", 2048, null);

        assertThat(write(request("claude-opus-4-6", both).build()).path("output_config"))
                .isEqualTo(Golden.object("{'effort':'low'}"));
        assertThat(write(request("claude-sonnet-4-5", both).build()).has("output_config"))
                .isFalse();
        assertThat(losses.fields()).containsExactly("output_config.effort");
    }

    @Test
    void adaptiveThinkingBecomesABudgetForAnOlderModelOnly() {
        Thinking adaptive = new Thinking(Thinking.Mode.ADAPTIVE, null, null, null);

        assertThat(write(request("claude-sonnet-4-5", adaptive).build()).at("/thinking/budget_tokens"))
                .isEqualTo(Golden.object("{'b':8192}").get("b"));
        assertThat(write(request("my-alias", adaptive).build())
                        .at("/thinking/type")
                        .textValue())
                .isEqualTo("adaptive");
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-5, true, false",
        "some-model, true, false",
        "claude-sonnet-4-5, false, false",
        "claude-mythos-5, false, true",
    })
    void thinkingIsTurnedOffWhereItWouldBeOn(String model, boolean told, boolean lost) {
        for (Thinking off : List.of(
                new Thinking(Thinking.Mode.DISABLED, null, null, null),
                Thinking.ofEffort("none"),
                Thinking.ofBudget(0))) {
            assertThat(write(request(model, off).build()).has("thinking")).isEqualTo(told);
        }
        assertThat(losses.fields()).isEqualTo(lost ? List.of("thinking.disabled") : List.of());
    }

    @ParameterizedTest
    @CsvSource({"auto, summarized", "detailed, summarized", "summarized, summarized", "omitted, omitted", "loud,"})
    void howThoughtsAreShownIsToldInTheApisWords(String summary, String display) {
        ObjectNode body = write(request("m", new Thinking(Thinking.Mode.ENABLED, null, 2048, summary))
                .build());

        assertThat(body.at("/thinking/display").textValue()).isEqualTo(display);
        assertThat(losses.fields()).isEqualTo(display == null ? List.of("thinking.display") : List.of());
    }

    @ParameterizedTest
    @CsvSource({"some-model, false", "claude-opus-4-6, true"})
    void aForcedCallRulesOutThoughts(String model, boolean effort) {
        ObjectNode body = write(request(model, Thinking.ofEffort("high"))
                .tools(List.of(new Tool.Function("a", null, null)))
                .toolChoice(new ToolChoice.Required())
                .build());

        assertThat(body.has("thinking")).isFalse();
        assertThat(body.has("output_config")).isEqualTo(effort);
        assertThat(losses.fields()).containsExactly("thinking");
    }

    @Test
    void callsWhoseThoughtsAreGoneRuleOutABudget() {
        List<Message> messages = List.of(
                new Message(Role.USER, "Hi"),
                new Message(
                        Role.ASSISTANT,
                        List.of(new Part.Reasoning("Unsigned."), new Part.ToolCall("call_0", "a", "{}"))),
                new Message(Role.TOOL, List.of(new Part.ToolResult("call_0", "x"))),
                new Message(Role.USER, "Go on."));
        Thinking high = Thinking.ofEffort("high");

        assertThat(write(request("m", high).messages(messages).build()).has("thinking"))
                .isFalse();
        assertThat(losses.fields()).containsExactly("messages.reasoning", "thinking");
        assertThat(write(request("claude-opus-4-6", high).messages(messages).build())
                        .has("thinking"))
                .isTrue();
    }

    @Test
    void callsWithTheirThoughtsAndFinishedTurnsDoNot() {
        Message signed = new Message(
                Role.ASSISTANT,
                List.of(new Part.Reasoning("Signed.", "Eq", null, null), new Part.ToolCall("call_0", "a", "{}")));
        Message result = new Message(Role.TOOL, List.of(new Part.ToolResult("call_0", "x")));
        Message unsigned = new Message(Role.ASSISTANT, List.of(new Part.ToolCall("call_0", "a", "{}")));
        List<List<Message>> conversations = List.of(
                List.of(signed, result),
                List.of(unsigned, result, new Message(Role.ASSISTANT, "Done."), new Message(Role.USER, "More.")));

        for (List<Message> messages : conversations) {
            assertThat(write(request("m", Thinking.ofBudget(2048))
                                    .messages(messages)
                                    .build())
                            .has("thinking"))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "some-model, false, 0.5, 0.9, 40, '{\"temperature\":0.5,\"top_p\":0.9,\"top_k\":40}', ''",
        "some-model, false, 1.5,,, '{\"temperature\":1.0}', temperature",
        "some-model, true, 0.5, 0.9, 40, '{}', temperature top_p top_k",
        "some-model, true, 1, 0.95,, '{\"top_p\":0.95}', ''",
        "claude-sonnet-4-5, false, 0.5, 0.9, 40, '{\"temperature\":0.5,\"top_k\":40}', top_p",
        "claude-sonnet-4-5, false,, 0.9,, '{\"top_p\":0.9}', ''",
        "claude-sonnet-4, false, 0.5, 0.9,, '{\"temperature\":0.5,\"top_p\":0.9}', ''",
        "claude-opus-4-7, false, 0.5, 0.9, 40, '{}', temperature top_p top_k",
        "claude-opus-4-7, false, 1, 0.99,, '{}', ''",
    })
    void samplingIsWrittenAsFarAsTheModelTakesIt(
            String model, boolean thinks, Double temperature, Double topP, Integer topK, String written, String lost) {
        Sampling sampling = new Sampling(temperature, topP, topK, null, null, null, null, null, null, null, null);
        ObjectNode body = write(request(model, thinks ? Thinking.ofBudget(2048) : null)
                .sampling(sampling)
                .build());

        assertThat(body.retain("temperature", "top_p", "top_k").toString()).isEqualTo(written);
        assertThat(String.join(" ", losses.fields())).isEqualTo(lost);
    }

    @Test
    void samplingWithoutEffectIsNoLoss() {
        write(request("m", null)
                .sampling(new Sampling(null, null, null, 0.0, null, 0.0, 0.0, Golden.object("{}"), false, 0, 1))
                .build());

        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void samplingThatTheApiDoesNotKnowIsNamed() {
        write(request("m", null)
                .sampling(new Sampling(null, null, null, 0.1, 1L, 0.5, 0.5, Golden.object("{'1':2}"), true, 3, 2))
                .build());

        assertThat(losses.fields())
                .containsExactly(
                        "min_p",
                        "seed",
                        "frequency_penalty",
                        "presence_penalty",
                        "logit_bias",
                        "logprobs",
                        "top_logprobs",
                        "n");
    }

    private static ChatRequest.Builder request(String model, Thinking thinking) {
        return ChatRequest.of(model, List.of(new Message(Role.USER, "Hi"))).thinking(thinking);
    }

    private ObjectNode write(ChatRequest request) {
        return new AnthropicMessagesDialect().encodeRequest(request, losses).body();
    }
}
