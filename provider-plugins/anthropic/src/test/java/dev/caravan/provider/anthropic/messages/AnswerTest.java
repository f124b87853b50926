package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

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
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    private static final ChatRequest REQUEST =
            ChatRequest.of("asked-model", List.of()).build();

    private final AnthropicMessagesDialect dialect = new AnthropicMessagesDialect();
    private final Losses losses = new Losses();

    @Test
    void theGoldenAnswerIsRead() {
        ChatAnswer answer = dialect.decodeAnswer(Golden.json("answer.json"), losses);

        assertThat(answer.id()).isEqualTo("msg_013Zva2CMHLNnXjNJJKqJ2EF");
        assertThat(answer.model()).isEqualTo("claude-sonnet-4-5-20250929");
        assertThat(answer.serviceTier()).isEqualTo("standard");
        assertThat(answer.usage())
                .as("input with its caches, output with its thoughts")
                .isEqualTo(new Usage(2098, 503, 1800, 248, 100, 120, Usage.UNKNOWN, Usage.UNKNOWN));
        assertThat(answer.choices()).singleElement().satisfies(choice -> {
            assertThat(choice.finish()).isEqualTo(new Finish(Reason.TOOL_CALLS));
            assertThat(choice.parts().get(0))
                    .isEqualTo(new Part.Reasoning("Sun, or rain?", "EqQBCgIYAhIM", null, null));
            assertThat(choice.parts().get(2)).isInstanceOf(Part.Opaque.class);
            assertThat(choice.parts().get(4))
                    .isInstanceOfSatisfying(Part.Text.class, text -> assertThat(text.citations())
                            .extracting(Citation::url, Citation::title, Citation::quote)
                            .containsExactly(tuple("https://example.com", "Weather", "Sunny all day")));
            assertThat(choice.parts().get(5))
                    .isEqualTo(new Part.ToolCall("toolu_01A", "get_time", "{\"zone\":\"CET\",\"n\":1.50}"));
        });
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void theGoldenAnswerComesBackAsItWas() {
        ChatAnswer answer = dialect.decodeAnswer(Golden.json("answer.json"), losses);

        assertThat(dialect.encodeAnswer(answer, REQUEST, losses))
                .hasToString(Golden.json("answer.json").toString());
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "max_tokens, LENGTH",
        "tool_use, TOOL_CALLS",
        "pause_turn, PAUSE",
        "refusal, REFUSAL",
        "model_context_window_exceeded, CONTEXT_WINDOW",
    })
    void everyStopReasonIsReadAndWritten(String word, Reason reason) {
        ChatAnswer answer = read("'stop_reason':'" + word + "'");

        assertThat(answer.choices().get(0).finish()).isEqualTo(new Finish(reason));
        assertThat(write(answer).path("stop_reason").textValue()).isEqualTo(word);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void aStopReasonThatNobodyKnowsIsKeptAsAWord() {
        ChatAnswer answer = read("'stop_reason':'compaction'");

        assertThat(answer.choices().get(0).finish()).isEqualTo(new Finish(Reason.OTHER, null, "compaction"));
        assertThat(write(answer).path("stop_reason").textValue()).isEqualTo("end_turn");
        assertThat(losses.fields()).containsExactly("stop_reason");
    }

    @Test
    void theSequenceThatStoppedItIsKept() {
        ChatAnswer answer = read("'stop_reason':'stop_sequence','stop_sequence':'END'");

        assertThat(answer.choices().get(0).finish()).isEqualTo(new Finish(Reason.STOP_SEQUENCE, "END", null));
        assertThat(write(answer).path("stop_sequence").textValue()).isEqualTo("END");
    }

    @Test
    void whatIsMissingIsNotInvented() {
        ChatAnswer answer = read("'x':1");

        assertThat(answer)
                .isEqualTo(
                        new ChatAnswer(null, null, 0, List.of(new Choice(0, List.of(), null)), Usage.NONE, null, null));
    }

    @Test
    void aRefusalThatIsExplainedBecomesAPart() {
        assertThat(read("'stop_reason':'refusal','stop_details':{'explanation':'Not this.'}")
                        .choices()
                        .get(0)
                        .parts())
                .containsExactly(new Part.Refusal("Not this."));
    }

    @Test
    void aContainerIsLost() {
        read("'container':{'id':'c_1'}");

        assertThat(losses.fields()).containsExactly("container");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'content':'text'}",
                "{'content':[17]}",
                "{'content':[{'text':'x'}]}",
                "{'content':[{'type':'text'}]}",
                "{'content':[{'type':'tool_use','id':'a'}]}",
                "{'content':[],'usage':{'input_tokens':'many'}}",
            })
    void aMalformedAnswerIsTheProvidersFault(String body) {
        assertThat(failure(() -> dialect.decodeAnswer(Golden.object(body), losses)))
                .extracting(GatewayError::status, GatewayError::code)
                .containsExactly(502, "invalid_upstream_answer");
    }

    @Test
    void anErrorInPlaceOfAnAnswerIsAnError() {
        assertThat(failure(() -> dialect.decodeAnswer(
                        Golden.object("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}"),
                        losses)))
                .extracting(GatewayError::status, GatewayError::text)
                .containsExactly(529, "Overloaded");
    }

    @Test
    void anAnswerOfAnotherProviderGetsWhatClientsCountOn() {
        JsonNode written = write(answer(
                null,
                new Part.Reasoning("Hm."),
                new Part.Reasoning("", null, "gAAAA", "rs_1"),
                new Part.Text(""),
                new Part.Text(
                        "Sun.",
                        List.of(new Citation("openai-chat", "https://example.com", null, "S", 0, 1, Json.object())),
                        null),
                new Part.ToolCall(null, "a", "")));

        assertThat(written.path("model").textValue()).isEqualTo("asked-model");
        assertThat(written.path("id").textValue()).startsWith("msg_");
        assertThat(written.path("stop_reason").textValue()).isEqualTo("tool_use");
        assertThat(written.path("usage"))
                .hasToString("{\"input_tokens\":0,\"cache_creation_input_tokens\":0,"
                        + "\"cache_read_input_tokens\":0,\"output_tokens\":0}");
        assertThat(written.path("content")).hasSize(4);
        assertThat(written.at("/content/0"))
                .isEqualTo(Golden.object("{'type':'thinking','thinking':'Hm.','signature':''}"));
        assertThat(written.at("/content/1")).isEqualTo(Golden.object("{'type':'redacted_thinking','data':'gAAAA'}"));
        assertThat(written.at("/content/2/citations/0/type").textValue()).isEqualTo("web_search_result_location");
        assertThat(written.at("/content/3/id").textValue()).startsWith("toolu_");
        assertThat(written.at("/content/3/input")).isEqualTo(Json.object());
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void whatHasNoPlaceIsNamed() {
        ChatAnswer answer = new ChatAnswer(
                "id",
                "model",
                0,
                List.of(
                        new Choice(
                                0,
                                List.of(
                                        new Part.Refusal("No."),
                                        new Part.Image(new MediaSource.Inline("image/png", "AAAA")),
                                        new Part.Audio(new MediaSource.Inline("audio/wav", "AAAA"), "wav"),
                                        new Part.Opaque("gemini", "executable_code", Json.object()),
                                        new Part.Text(
                                                "x",
                                                List.of(new Citation("cohere", null, null, null, 0, 1, Json.object())),
                                                null),
                                        new Part.ToolCall("a", "b", "{}", "thought", null)),
                                new Finish(Reason.CONTENT_FILTER),
                                Json.object()),
                        new Choice(1, List.of(), null)),
                new Usage(1, 1, 0, 0, 0, 0, 1, 0),
                null,
                "flex");

        write(answer);

        assertThat(losses.fields())
                .containsExactly(
                        "refusal",
                        "content.image",
                        "content.audio",
                        "content.executable_code",
                        "content.citations",
                        "reasoning.signature",
                        "n",
                        "logprobs",
                        "usage.audio_tokens",
                        "stop_reason.content_filter",
                        "service_tier");
    }

    @Test
    void anAnswerInWhichNothingWasSaidIsAnEmptyMessage() {
        JsonNode written = write(new ChatAnswer("id", "m", 0, List.of(), Usage.NONE, null, null));

        assertThat(written.path("content")).isEmpty();
        assertThat(written.path("stop_reason").textValue()).isEqualTo("end_turn");
    }

    @Test
    void argumentsThatAreNoObjectAreTheProvidersFault() {
        assertThat(failure(() -> write(answer(null, new Part.ToolCall("a", "get_weather", "{\"n\":")))))
                .extracting(GatewayError::status, GatewayError::code)
                .containsExactly(502, "invalid_upstream_answer");
    }

    private ChatAnswer read(String fields) {
        return dialect.decodeAnswer(Golden.object("{'content':[]," + fields + "}"), losses);
    }

    private ObjectNode write(ChatAnswer answer) {
        return (ObjectNode) dialect.encodeAnswer(answer, REQUEST, losses);
    }

    private static ChatAnswer answer(Finish finish, Part... parts) {
        return new ChatAnswer(null, null, 0, List.of(new Choice(0, List.of(parts), finish)), Usage.NONE, null, null);
    }

    private static GatewayError failure(ThrowingCallable call) {
        GatewayError failure = catchThrowableOfType(GatewayError.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }
}
