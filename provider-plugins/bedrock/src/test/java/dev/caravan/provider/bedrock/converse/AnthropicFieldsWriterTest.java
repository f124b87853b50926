package dev.caravan.provider.bedrock.converse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Thinking.Mode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicFieldsWriterTest {

    private static final String BUDGETED = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final String ADAPTIVE = "anthropic.claude-opus-4-6-v1";

    private final Losses losses = new Losses();

    @Test
    void writesTopKAndAsksForTheStopSequence() {
        ObjectNode body = write(asking(
                        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0")
                .sampling(new Sampling(null, null, 40, null, null, null, null, null, null, null, null))
                .stop(List.of("END")));

        assertThat(body.get("additionalModelRequestFields").toString()).isEqualTo("{\"top_k\":40}");
        assertThat(body.get("additionalModelResponseFieldPaths").toString()).isEqualTo("[\"/stop_sequence\"]");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void writesNothingForOtherModels() {
        ObjectNode body = write(asking("amazon.nova-pro-v1:0")
                .sampling(new Sampling(null, null, 40, null, null, null, null, null, null, null, null))
                .thinking(Thinking.ofBudget(2048))
                .stop(List.of("END")));

        assertThat(body.has("additionalModelRequestFields")).isFalse();
        assertThat(body.has("additionalModelResponseFieldPaths")).isFalse();
        assertThat(losses.fields()).containsExactly("top_k", "thinking");
    }

    @ParameterizedTest
    @CsvSource({
        "minimal, 1024",
        "low, 2048",
        "medium, 8192",
        "high, 16384",
        "max, 32000",
    })
    void makesABudgetOfAnEffortForModelsThatWantOne(String effort, int budget) {
        ObjectNode body =
                write(asking(BUDGETED).thinking(Thinking.ofEffort(effort)).maxTokens(64_000));

        assertThat(body.get("additionalModelRequestFields").toString())
                .isEqualTo("{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":" + budget + "}}");
        assertThat(body.has("outputConfig")).isFalse();
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void keepsTheBudgetBelowTheMostTokens() {
        ObjectNode body =
                write(asking(BUDGETED).thinking(Thinking.ofEffort("high")).maxTokens(4096));

        assertThat(body.at("/additionalModelRequestFields/thinking/budget_tokens")
                        .asInt())
                .isEqualTo(4095);
    }

    @Test
    void cannotThinkWithinTooFewTokens() {
        ObjectNode body =
                write(asking(BUDGETED).thinking(Thinking.ofEffort("high")).maxTokens(1024));

        assertThat(body.has("additionalModelRequestFields")).isFalse();
        assertThat(losses.fields()).containsExactly("thinking");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic.claude-opus-4-6-v1",
                "us.anthropic.claude-sonnet-4-6",
                "global.anthropic.claude-opus-5",
                "anthropic.claude-mythos-preview"
            })
    void letsLaterModelsAdapt(String model) {
        ObjectNode body = write(asking(model).thinking(new Thinking(null, "minimal", null, "auto")));

        assertThat(body.get("additionalModelRequestFields").toString())
                .isEqualTo("{\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}}");
        assertThat(body.get("outputConfig").toString()).isEqualTo("{\"effort\":\"low\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic.claude-3-7-sonnet-20250219-v1:0",
                "anthropic.claude-opus-4-20250514-v1:0",
                "anthropic.claude-opus-4-1-20250805-v1:0",
                "apac.anthropic.claude-haiku-4-5-20251001-v1:0",
                "anthropic.claude-opus-4-5"
            })
    void knowsTheModelsThatWantABudget(String model) {
        ObjectNode body = write(asking(model).thinking(new Thinking(Mode.ENABLED, null, null, null)));

        assertThat(body.get("additionalModelRequestFields").toString())
                .isEqualTo("{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8192}}");
    }

    @Test
    void passesABudgetOnAsItIs() {
        ObjectNode body = write(asking(ADAPTIVE).thinking(new Thinking(Mode.ENABLED, "high", 2048, "omitted")));

        assertThat(body.get("additionalModelRequestFields").toString())
                .isEqualTo("{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048,\"display\":\"omitted\"}}");
        assertThat(body.get("outputConfig").toString()).isEqualTo("{\"effort\":\"high\"}");
    }

    @ParameterizedTest
    @CsvSource({"DISABLED, ", ", none"})
    void asksForNoThoughts(@Nullable Mode mode, @Nullable String effort) {
        ObjectNode body = write(asking(ADAPTIVE).thinking(new Thinking(mode, effort, null, null)));

        assertThat(body.get("additionalModelRequestFields").toString())
                .isEqualTo("{\"thinking\":{\"type\":\"disabled\"}}");
    }

    @Test
    void asksForNoThoughtsWhereOnlyTheirShapeIsSaid() {
        ObjectNode body = write(asking(ADAPTIVE).thinking(new Thinking(null, null, null, "auto")));

        assertThat(body.has("additionalModelRequestFields")).isFalse();
    }

    private static ChatRequest.Builder asking(String model) {
        return ChatRequest.of(model, List.of(new Message(Role.USER, "Hi")));
    }

    private ObjectNode write(ChatRequest.Builder request) {
        return new ConverseDialect().encodeRequest(request.build(), losses).body();
    }
}
