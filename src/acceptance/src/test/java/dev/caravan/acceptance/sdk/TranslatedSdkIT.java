package dev.caravan.acceptance.sdk;

import static dev.caravan.acceptance.sdk.OpenAiClients.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's SDK for Java with providers that speak other dialects: chat completions, and responses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisabledIfSystemProperty(named = "caravan.test.direct", matches = "true", disabledReason = "needs the translation")
class TranslatedSdkIT {

    private static final String MODEL = "anthropic/claude-sonnet-4-5";
    private static final String MESSAGES = "/v1/messages";
    private static final String WHOLE_TEXT = "Grüße aus der Karawanserei – 你好 👋";
    private static final List<String> EVENTS = Goldens.events("anthropic/message-stream.sse");

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start(GatewayConfig::withEveryDialect);

    private final OpenAIClient openAi = client(setup.baseUrls().get(0));

    @AfterAll
    void hangUp() {
        openAi.close();
    }

    @Test
    void a_chat_is_answered() {
        var answer = openAi.chat().completions().create(hello().build());

        assertThat(answer.choices().get(0).message().content()).contains(WHOLE_TEXT);
        var usage = answer.usage().orElseThrow();
        assertThat(usage.totalTokens()).isEqualTo(29);
        assertThat(usage.promptTokensDetails().orElseThrow().cachedTokens()).contains(7L);
        assertThat(setup.upstream().onlyCall().path()).isEqualTo(MESSAGES);
    }

    @Test
    void every_piece_of_text_arrives_before_the_next_is_sent() {
        setup.upstream().next(MESSAGES, Scripts.stepwise(EVENTS));
        // To the start of the message, of the block and the ping, nothing need answer on the client's side.
        release(3);
        List<String> pieces = new ArrayList<>();

        try (var stream = openAi.chat().completions().createStreaming(hello().build())) {
            stream.stream().flatMap(chunk -> contentOf(chunk).stream()).forEach(piece -> {
                pieces.add(piece);
                release(pieces.size() == 6 ? 3 : 1);
            });
        }

        assertThat(pieces).containsExactly("Grüße", " aus", " der", " Karawanserei", " – 你好", " 👋");
    }

    @Test
    void usage_comes_in_the_last_chunk() {
        var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();

        try (var stream = openAi.chat()
                .completions()
                .createStreaming(hello().streamOptions(options).build())) {
            stream.stream().forEach(whole::accumulate);
        }

        assertThat(whole.chatCompletion().usage().orElseThrow().totalTokens()).isEqualTo(29);
    }

    @Test
    void tool_calls_are_answered_and_go_up_with_their_ids() {
        ChatCompletionCreateParams.Builder question = hello().addTool(JavaSdkIT.GetWeather.class);
        ChatCompletionMessage asked = openAi.chat()
                .completions()
                .create(question.build())
                .choices()
                .get(0)
                .message();
        question.addMessage(asked);
        asked.toolCalls()
                .orElseThrow()
                .forEach(call -> question.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.asFunction().id())
                        .content("Sunny")
                        .build()));

        var answer = openAi.chat().completions().create(question.build());

        assertThat(answer.choices().get(0).message().content()).contains(WHOLE_TEXT);
        JsonNode messages = setup.upstream().calls().get(1).json().path("messages");
        assertThat(messages.get(1).findValuesAsText("id")).containsExactly("toolu_weather1", "toolu_weather2");
        assertThat(messages.get(1).findValuesAsText("city")).containsExactly("Kraków", "Zürich");
        assertThat(messages.get(2).findValuesAsText("tool_use_id")).containsExactly("toolu_weather1", "toolu_weather2");
    }

    @Test
    void a_reasoning_effort_makes_the_model_think() {
        var answer = openAi.chat()
                .completions()
                .create(hello().reasoningEffort(ReasoningEffort.HIGH)
                        .maxCompletionTokens(32_000)
                        .build());

        assertThat(answer.choices().get(0).message().content()).contains(WHOLE_TEXT);
        assertThat(setup.upstream().onlyCall().json().path("thinking").isObject())
                .isTrue();
    }

    @Test
    void a_structured_output_is_parsed_into_its_class() {
        var answer = openAi.chat()
                .completions()
                .create(hello().responseFormat(JavaSdkIT.Person.class).build());

        assertThat(answer.choices().get(0).message().content().orElseThrow().name)
                .isEqualTo("Ada");
    }

    @Test
    void what_cannot_be_expressed_is_named_in_the_answer() {
        try (var answer = openAi.withRawResponse()
                .chat()
                .completions()
                .create(hello().frequencyPenalty(0.5).build())) {
            assertThat(answer.headers().values("x-ingate-translation-loss")).containsExactly("frequency_penalty");
        }
    }

    @Test
    void a_strict_client_gets_an_error_that_names_what_would_be_lost() {
        var error = catchThrowableOfType(UnprocessableEntityException.class, () -> openAi.chat()
                .completions()
                .create(hello().frequencyPenalty(0.5)
                        .putAdditionalHeader("X-Ingate-Translate", "strict")
                        .build()));

        assertThat(error.param()).contains("frequency_penalty");
        assertThat(setup.upstream().calls()).isEmpty();
    }

    @Test
    void a_client_that_wants_no_translation_gets_an_error() {
        assertThatThrownBy(() -> openAi.chat()
                        .completions()
                        .create(hello().putAdditionalHeader("X-Ingate-Translate", "false")
                                .build()))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void an_upstream_error_raises_its_exception() {
        setup.upstream().next(MESSAGES, Scripts.error(MESSAGES, 429));

        var error = catchThrowableOfType(
                RateLimitException.class, () -> openAi.chat().completions().create(hello().build()));

        assertThat(error).hasMessageContaining("429 boom");
        assertThat(error.headers().values("x-request-id")).containsExactly("req_upstream");
    }

    @Test
    void a_broken_upstream_is_an_exception_and_not_a_short_answer() {
        setup.upstream().next(MESSAGES, Scripts.breakOffAfter(EVENTS.subList(0, 4)));

        try (var stream = openAi.chat().completions().createStreaming(hello().build())) {
            assertThatThrownBy(() -> stream.stream().count()).isInstanceOf(OpenAIException.class);
        }
    }

    @Test
    void a_client_that_stops_reading_cancels_the_upstream() {
        setup.upstream().next(MESSAGES, Scripts.stallAfter(EVENTS.subList(0, 4)));

        try (var stream = openAi.chat().completions().createStreaming(hello().build())) {
            stream.stream().iterator().next();
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(setup.upstream().onlyCall().cancelled()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses/gpt-4o-mini", "openai/gpt-4o-mini", MODEL, "gemini/gemini-2.5-flash"})
    void a_response_is_answered_whole_and_streamed(String model) {
        ResponseCreateParams question =
                ResponseCreateParams.builder().model(model).input("Hello").build();
        ResponseAccumulator whole = ResponseAccumulator.create();

        Response answer = openAi.responses().create(question);
        try (var stream = openAi.responses().createStreaming(question)) {
            stream.stream().forEach(whole::accumulate);
        }

        assertThat(textOf(answer)).isEqualTo(WHOLE_TEXT);
        assertThat(textOf(whole.response())).isEqualTo(WHOLE_TEXT);
        assertThat(whole.response().usage().orElseThrow().totalTokens()).isEqualTo(29);
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses/gpt-4o-mini", "openai/gpt-4o-mini", MODEL, "gemini/gemini-2.5-flash"})
    void tool_calls_of_a_response_are_answered(String model) {
        ResponseCreateParams.Builder question =
                ResponseCreateParams.builder().model(model).addTool(JavaSdkIT.GetWeather.class);
        Response asked = openAi.responses().create(question.input("Hello").build());
        List<ResponseFunctionToolCall> calls = asked.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .toList();
        assertThat(calls)
                .extracting(call -> call.arguments(JavaSdkIT.GetWeather.class).city)
                .containsExactly("Kraków", "Zürich");

        List<ResponseInputItem> input = new ArrayList<>();
        calls.forEach(call -> input.add(ResponseInputItem.ofFunctionCall(call)));
        calls.forEach(
                call -> input.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                        .callId(call.callId())
                        .output("Sunny")
                        .build())));
        Response answer =
                openAi.responses().create(question.inputOfResponse(input).build());

        assertThat(textOf(answer)).isEqualTo(WHOLE_TEXT);
    }

    private static ChatCompletionCreateParams.Builder hello() {
        return OpenAiClients.hello().model(MODEL);
    }

    private void release(int times) {
        for (int i = 0; i < times; i++) {
            setup.upstream().release();
        }
    }

    private static Optional<String> contentOf(ChatCompletionChunk chunk) {
        return chunk.choices().stream()
                .findFirst()
                .flatMap(choice -> choice.delta().content())
                .filter(text -> !text.isEmpty());
    }

    private static String textOf(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(text -> text.text())
                .reduce("", String::concat);
    }
}
