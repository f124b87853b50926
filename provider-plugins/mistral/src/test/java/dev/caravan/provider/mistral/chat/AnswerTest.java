package dev.caravan.provider.mistral.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.chat.RequestFeature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerTest {

    private static final ChatRequest PLAIN = RequestFeature.plain();

    private final MistralChatDialect dialect = new MistralChatDialect();
    private final Losses losses = new Losses();

    @Test
    void readsTheReferencesThoughts() {
        ChatAnswer answer = dialect.decodeAnswer(Goldens.json(Goldens.text("thinking-answer.json")), losses);

        assertThat(answer.choices().get(0).parts())
                .containsExactly(
                        new Part.Reasoning("Two and two."),
                        new Part.Text("Four."),
                        new Part.Opaque(
                                "mistral-chat",
                                "reference",
                                Goldens.json("{\"type\":\"reference\",\"reference_ids\":[3]}")));
        assertThat(answer.choices().get(0).finish()).isEqualTo(new Finish(Finish.Reason.CONTEXT_WINDOW));
        assertThat(answer.usage()).isEqualTo(new Usage(16, 34, 8, -1, -1, 20, -1, -1));
        assertThat(answer.created()).isEqualTo(1702256327);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void writesTheReferencesThoughtsBack() {
        ChatAnswer answer = dialect.decodeAnswer(Goldens.json(Goldens.text("thinking-answer.json")), losses);

        JsonNode written = dialect.encodeAnswer(answer, PLAIN, losses);

        assertThat(dialect.decodeAnswer(written, losses)).isEqualTo(answer);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsArgumentsThatAreAnObjectAndCallsWithoutAnId() {
        ChatAnswer answer = dialect.decodeAnswer(
                Goldens.json(
                        "{\"choices\":[{\"message\":{\"content\":\"\",\"tool_calls\":["
                                + "{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]},\"finish_reason\":\"tool_calls\"}]}"),
                losses);

        assertThat(answer.choices().get(0).parts()).containsExactly(new Part.ToolCall(null, "f", "{\"a\":1}"));
    }

    @Test
    void writesPlainTextAsAStringAndCallsWithIdsIndexesAndArguments() {
        JsonNode written = dialect.encodeAnswer(
                answer(
                        new Finish(Finish.Reason.TOOL_CALLS),
                        new Part.Text("Let me see."),
                        new Part.ToolCall("toolu_1", "f", ""),
                        new Part.ToolCall(null, "g", "{\"a\":1}")),
                PLAIN,
                losses);

        JsonNode message = written.at("/choices/0/message");
        assertThat(message.get("content").asText()).isEqualTo("Let me see.");
        assertThat(message.at("/tool_calls/0/id").asText()).isEqualTo("toolu_1");
        assertThat(message.at("/tool_calls/0/function/arguments").asText()).isEqualTo("{}");
        assertThat(message.at("/tool_calls/1/id").asText()).matches("[A-Za-z0-9]{9}");
        assertThat(message.at("/tool_calls/1/index").asInt()).isEqualTo(1);
        assertThat(written.at("/id").asText()).isNotBlank();
        assertThat(written.at("/created").asLong()).isPositive();
    }

    @Test
    void namesWhatAClientOfMistralsDoesNotGet() {
        Choice choice = new Choice(
                0,
                List.of(
                        new Part.Reasoning("", null, "sealed", null),
                        new Part.Opaque("openai-chat", "audio", Json.object()),
                        new Part.Image(new MediaSource.Url("https://e/a.png", null)),
                        new Part.Refusal("No."),
                        new Part.ToolCall("a", "f", "{}", "sig", null)),
                new Finish(Finish.Reason.PAUSE),
                Json.object());
        dialect.encodeAnswer(new ChatAnswer(null, null, 0, List.of(choice), Usage.NONE, null, null), PLAIN, losses);

        assertThat(losses.fields())
                .containsExactly(
                        "logprobs",
                        "reasoning.encrypted",
                        "content.audio",
                        "content.media",
                        "refusal",
                        "tool_calls.signature",
                        "finish_reason.pause");
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonHasAWordThatMistralHas(Finish.Reason reason) {
        JsonNode written = dialect.encodeAnswer(answer(new Finish(reason), new Part.Text("x")), PLAIN, losses);

        assertThat(written.at("/choices/0/finish_reason").asText())
                .isIn("stop", "length", "model_length", "error", "tool_calls");
    }

    @Test
    void anUnknownReasonIsKeptAsItIs() {
        ChatAnswer answer = dialect.decodeAnswer(
                Goldens.json("{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"tired\"}]}"), losses);

        assertThat(answer.choices().get(0).finish()).isEqualTo(new Finish(Finish.Reason.OTHER, null, "tired"));
    }

    @Test
    void anAnswerWithoutChoicesIsTheProvidersFault() {
        assertThatThrownBy(() -> dialect.decodeAnswer(Json.object(), losses))
                .isInstanceOf(GatewayError.class)
                .hasMessageContaining("choices");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            {"object":"error","message":"No such model","type":"invalid_model","param":null,"code":"1500"}    | No such model | invalid_model | -
            {"message":"Unauthorized","request_id":"r"}                                                       | Unauthorized | upstream_error | -
            {"detail":"Not Found"}                                                                            | Not Found | upstream_error | -
            {"detail":[{"loc":["body","messages",0,"content"],"msg":"Field required","type":"missing"}]}      | messages[0].content: Field required | missing | messages[0].content
            {"object":"error","message":{"detail":[{"loc":["body","seed"],"msg":"Extra","type":"extra_forbidden","input":1}]},"type":"invalid_request_error"} | seed: Extra | invalid_request_error | seed
            {"error":{"message":"boom","type":"t"}}                                                           | boom | t | -
            {"error":"boom"}                                                                                  | boom | upstream_error | -
            {"object":"error"}                                                                                | The provider answered 422. | upstream_error | -
            """)
    void readsMistralsErrors(String body, String text, String code, String param) {
        GatewayError error = dialect.decodeError(422, Goldens.json(body));

        assertThat(error.status()).isEqualTo(422);
        assertThat(error.text()).isEqualTo(text);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.param()).isEqualTo(param);
    }

    private static ChatAnswer answer(Finish finish, Part... parts) {
        return new ChatAnswer(null, "m", 0, List.of(new Choice(0, List.of(parts), finish)), Usage.of(1, 2), null, null);
    }
}
