package dev.caravan.provider.cohere.chat;

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
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private final CohereChatDialect dialect = new CohereChatDialect();
    private final Losses losses = new Losses();

    @Test
    void readsTheReferencesToolCalls() {
        ChatAnswer answer = dialect.decodeAnswer(Golden.json("tool-answer.json"), losses);

        Choice choice = answer.choices().get(0);
        assertThat(answer.id()).isEqualTo("c14c80c3");
        assertThat(choice.finish()).isEqualTo(new Finish(Finish.Reason.TOOL_CALLS));
        assertThat(choice.parts()).hasSize(3).contains(new Part.Reasoning("Which city?"));
        assertThat(choice.parts().get(1)).isInstanceOfSatisfying(Part.Text.class, plan -> {
            assertThat(plan.text()).isEqualTo("I will look it up.");
            assertThat(plan.citations()).extracting(Citation::start).containsExactly(7);
        });
        assertThat(choice.parts().get(2))
                .isEqualTo(new Part.ToolCall("get_weather_1", "get_weather", "{\"city\":\"Zürich\"}"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsTheReferencesCitations() {
        ChatAnswer answer = dialect.decodeAnswer(Golden.json("cited-answer.json"), losses);

        Part.Text text = (Part.Text) answer.choices().get(0).parts().get(1);
        assertThat(text.citations()).singleElement().satisfies(citation -> {
            assertThat(citation.url()).isEqualTo("https://example.com/weather");
            assertThat(citation.title()).isEqualTo("Weather");
            assertThat(citation.quote()).isEqualTo("24 °C in Madrid");
            assertThat(citation.start()).isEqualTo(4);
            assertThat(citation.end()).isEqualTo(9);
        });
        assertThat(answer.choices().get(0).logprobs())
                .hasToString("{\"content\":[{\"token\":\"It\",\"logprob\":-0.125,\"bytes\":[73,116],"
                        + "\"top_logprobs\":[]}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool-answer.json", "cited-answer.json"})
    void writesTheReferencesAnswersAsTheyWere(String name) {
        ObjectNode expected = Golden.json(name).deepCopy();

        JsonNode written = dialect.encodeAnswer(
                dialect.decodeAnswer(expected, losses),
                ChatRequest.of("m", List.of()).build(),
                losses);

        // What is not billed is not kept, nor are the numbers of tokens.
        expected.withObject("usage").set("tokens", expected.at("/usage/billed_units"));
        expected.path("logprobs").forEach(piece -> ((ObjectNode) piece).putArray("token_ids"));
        assertThat(Json.parse(Json.text(written))).isEqualTo(expected);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void countsWhatIsBilledWhereItIsTold() {
        assertThat(usage("{\"billed_units\":{\"input_tokens\":5,\"output_tokens\":8},"
                        + "\"tokens\":{\"input_tokens\":71,\"output_tokens\":9},\"cached_tokens\":64}"))
                .isEqualTo(new Usage(5, 8, 5, -1, -1, -1, -1, -1));
        assertThat(usage("{\"billed_units\":{\"search_units\":1},"
                        + "\"tokens\":{\"input_tokens\":71.0,\"output_tokens\":9.0},\"cached_tokens\":64.0}"))
                .isEqualTo(new Usage(71, 9, 64, -1, -1, -1, -1, -1));
        assertThat(usage("{}")).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE, STOP, ",
        "STOP_SEQUENCE, STOP_SEQUENCE, ",
        "MAX_TOKENS, LENGTH, ",
        "TOOL_CALL, TOOL_CALLS, ",
        "ERROR, ERROR, ",
        "TIMEOUT, ERROR, TIMEOUT",
        "ERROR_TOXIC, OTHER, ERROR_TOXIC"
    })
    void knowsTheFinishWords(String word, Finish.Reason reason, @Nullable String raw) {
        assertThat(FinishWords.read(word)).isEqualTo(new Finish(reason, null, raw));
        if (reason != Finish.Reason.OTHER) {
            assertThat(FinishWords.write(new Finish(reason, null, raw), losses)).isEqualTo(word);
            assertThat(losses.fields()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CONTEXT_WINDOW, MAX_TOKENS, finish_reason.context_window",
        "CONTENT_FILTER, COMPLETE, finish_reason.content_filter",
        "REFUSAL, COMPLETE, finish_reason.refusal",
        "PAUSE, COMPLETE, finish_reason.pause",
        "OTHER, COMPLETE, finish_reason"
    })
    void namesTheReasonsThatCohereHasNoWordFor(Finish.Reason reason, String word, String loss) {
        assertThat(FinishWords.write(new Finish(reason), losses)).isEqualTo(word);
        assertThat(losses.fields()).containsExactly(loss);
    }

    @Test
    void keepsContentThatItDoesNotKnow() {
        ChatAnswer answer = dialect.decodeAnswer(
                json("{\"message\":{\"content\":[{\"type\":\"song\",\"notes\":\"la\"}]}}"), losses);

        assertThat(answer.choices().get(0).parts())
                .containsExactly(new Part.Opaque("cohere", "song", json("{\"type\":\"song\",\"notes\":\"la\"}")));
        assertThat(answer.choices().get(0).finish()).isNull();
    }

    @Test
    void namesCitationsOfThoughtsAndOtherChoices() {
        dialect.decodeAnswer(
                json("{\"message\":{\"content\":[{\"type\":\"thinking\",\"thinking\":\"x\"}],"
                        + "\"citations\":[{\"start\":0,\"end\":1,\"type\":\"THINKING_CONTENT\"}]}}"),
                losses);
        Choice choice = new Choice(0, List.of(new Part.Text("a")), null);
        dialect.encodeAnswer(
                new ChatAnswer(null, null, 0, List.of(choice, choice), Usage.NONE, null, null),
                ChatRequest.of("m", List.of()).build(),
                losses);

        assertThat(losses.fields()).containsExactly("citations", "choices");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\":7}",
                "{\"message\":{\"content\":7}}",
                "{\"message\":{\"tool_calls\":[{\"id\":\"c\"}]}}"
            })
    void blamesTheProviderForAnAnswerThatCannotBeRead(String body) {
        assertThatThrownBy(() -> dialect.decodeAnswer(json(body), losses))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(502));
    }

    private static Usage usage(String json) {
        return UsageFields.read(json(json));
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
