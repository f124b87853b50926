package dev.caravan.provider.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static final ChatDialect CHAT = new OllamaChatDialect();
    private static final ChatDialect GENERATE = new OllamaGenerateDialect();

    private final Losses losses = new Losses();

    @Test
    void readsTheReferencesToolCall() {
        ChatAnswer answer = CHAT.decodeAnswer(Golden.json("tool-answer.json"), losses);

        assertThat(answer.model()).isEqualTo("llama3.2");
        assertThat(answer.created()).isEqualTo(1_721_680_408);
        assertThat(answer.usage()).isEqualTo(Usage.of(122, 33));
        assertThat(answer.choices())
                .containsExactly(new Choice(
                        0,
                        List.of(new Part.ToolCall(
                                null, "get_current_weather", "{\"format\":\"celsius\",\"location\":\"Paris, FR\"}")),
                        new Finish(Finish.Reason.TOOL_CALLS)));
    }

    @Test
    void writesTheReferencesToolCallButForTheServersOwnTimes() {
        JsonNode written = written(CHAT, CHAT.decodeAnswer(Golden.json("tool-answer.json"), losses));

        assertThat(written)
                .hasToString("{\"model\":\"llama3.2\",\"created_at\":\"2024-07-22T20:33:28Z\",\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":{\"index\":0,"
                        + "\"name\":\"get_current_weather\",\"arguments\":{\"format\":\"celsius\","
                        + "\"location\":\"Paris, FR\"}}}]},\"done\":true,\"done_reason\":\"stop\","
                        + "\"prompt_eval_count\":122,\"eval_count\":33}");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsAndWritesAResponse() {
        ChatAnswer answer = GENERATE.decodeAnswer(
                json("{\"model\":\"m\",\"created_at\":\"2023-11-14T22:13:20.5+01:00\",\"response\":\"Hi\","
                        + "\"thinking\":\"Hm\",\"done\":true,\"done_reason\":\"length\",\"context\":[1],"
                        + "\"eval_count\":3,\"logprobs\":[{\"token\":\"Hi\",\"logprob\":-1}]}"),
                losses);

        assertThat(answer.choices())
                .containsExactly(new Choice(
                        0,
                        List.of(new Part.Reasoning("Hm"), new Part.Text("Hi")),
                        new Finish(Finish.Reason.LENGTH),
                        json("{\"content\":[{\"token\":\"Hi\",\"logprob\":-1}]}")));
        assertThat(answer.usage()).isEqualTo(Usage.of(-1, 3));
        assertThat(written(GENERATE, answer))
                .hasToString("{\"model\":\"m\",\"created_at\":\"2023-11-14T21:13:20Z\",\"response\":\"Hi\","
                        + "\"thinking\":\"Hm\",\"done\":true,\"done_reason\":\"length\",\"eval_count\":3,"
                        + "\"logprobs\":[{\"token\":\"Hi\",\"logprob\":-1}]}");
    }

    @Test
    void keepsTheAnswerToALoad() {
        ChatAnswer answer = CHAT.decodeAnswer(
                json("{\"model\":\"m\",\"created_at\":\"x\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + "\"done_reason\":\"load\",\"done\":true}"),
                losses);

        assertThat(answer.created()).isZero();
        assertThat(answer.choices().get(0).finish()).isEqualTo(new Finish(Finish.Reason.OTHER, null, "load"));
        assertThat(written(CHAT, answer).get("done_reason").asText()).isEqualTo("load");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsImagesAndArgumentsThatAreText() {
        ChatAnswer answer = CHAT.decodeAnswer(
                json("{\"message\":{\"content\":\"\",\"images\":[\"iVBORw0KGgo=\"],\"tool_calls\":"
                        + "[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{\"function\":{\"name\":\"g\"}}]}}"),
                losses);

        assertThat(answer.choices().get(0).parts())
                .containsExactly(
                        new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo=")),
                        new Part.ToolCall(null, "f", "{}"),
                        new Part.ToolCall(null, "g", "{}"));
        assertThat(answer.choices().get(0).finish()).isNull();
        assertThat(written(CHAT, answer).at("/message/images/0").asText()).isEqualTo("iVBORw0KGgo=");
    }

    @ParameterizedTest
    @CsvSource({
        "CONTEXT_WINDOW, length, finish_reason.context_window",
        "CONTENT_FILTER, stop, finish_reason.content_filter",
        "REFUSAL, stop, finish_reason.refusal",
        "PAUSE, stop, finish_reason.pause",
        "ERROR, stop, finish_reason.error",
        "STOP_SEQUENCE, stop, stop_sequence",
        "OTHER, stop, finish_reason"
    })
    void namesTheReasonsThatOllamaHasNoWordFor(Finish.Reason reason, String word, String loss) {
        assertThat(FinishWords.write(new Finish(reason), losses)).isEqualTo(word);
        assertThat(losses.fields()).containsExactly(loss);
    }

    @Test
    void namesWhatAnAnswerCannotHold() {
        Choice choice = new Choice(
                0,
                List.of(
                        new Part.Opaque("other", "audio", Json.object()),
                        new Part.Image(new MediaSource.Url("https://example.com", null))),
                null);

        written(
                CHAT,
                new ChatAnswer(null, null, 0, List.of(choice, choice), new Usage(9, 9, 1, 1, 1, 1, 1, 1), null, null));

        assertThat(losses.fields())
                .containsExactly(
                        "choices",
                        "content.audio",
                        "content.media",
                        "usage.cache_read_tokens",
                        "usage.cache_write_tokens",
                        "usage.reasoning_tokens",
                        "usage.audio_tokens");
    }

    @Test
    void blamesTheProviderForArgumentsThatAreNoObject() {
        Choice choice = new Choice(0, List.of(new Part.ToolCall("c", "f", "{\"a\":")), null);

        assertThatThrownBy(() -> written(CHAT, new ChatAnswer(null, null, 0, List.of(choice), Usage.NONE, null, null)))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(502));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\":7}",
                "{\"error\":\"boom\"}",
                "{\"message\":{\"tool_calls\":[{\"function\":{}}]}}"
            })
    void blamesTheProviderForAnAnswerThatCannotBeRead(String body) {
        for (ChatDialect dialect : List.of(CHAT, GENERATE)) {
            assertThatThrownBy(() -> dialect.decodeAnswer(json(body), losses))
                    .isInstanceOfSatisfying(GatewayError.class, error -> assertThat(error.status())
                            .isEqualTo(502));
        }
    }

    private JsonNode written(ChatDialect dialect, ChatAnswer answer) {
        return dialect.encodeAnswer(answer, ChatRequest.of("m", List.of()).build(), losses);
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
