package dev.caravan.acceptance.sdk;

import static dev.caravan.acceptance.sdk.AnthropicClients.OPENAI_MODEL;
import static dev.caravan.acceptance.sdk.AnthropicClients.OWN_MODEL;
import static dev.caravan.acceptance.sdk.AnthropicClients.client;
import static dev.caravan.acceptance.sdk.AnthropicClients.hello;
import static dev.caravan.acceptance.sdk.AnthropicClients.weatherTool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.anthropic.client.AnthropicClient;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.errors.UnprocessableEntityException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.RecordedCall;
import dev.caravan.acceptance.upstream.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's SDK for Java, with Anthropic's models and with those of a provider that speaks OpenAI's chat completions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisabledIfSystemProperty(named = "caravan.test.direct", matches = "true", disabledReason = "needs the translation")
class AnthropicSdkIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final String WHOLE_TEXT = "Grüße aus der Karawanserei – 你好 👋";
    private static final List<String> PIECES = List.of("Grüße", " aus", " der", " Karawanserei", " – 你好", " 👋");
    private static final List<String> CHAT_EVENTS = Goldens.events("openai/chat-stream.sse");

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start(GatewayConfig::withEveryDialect);

    private final AnthropicClient claude = client(setup.gateway().url());

    @AfterAll
    void hangUp() {
        claude.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI_MODEL, OWN_MODEL, "gemini/gemini-2.5-flash", "ollama/llama3.2"})
    void a_message_is_answered(String model) {
        Message answer =
                claude.messages().create(hello(model).system("Be brief.").build());

        assertThat(textOf(answer)).isEqualTo(WHOLE_TEXT);
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isEqualTo(10);
        assertThat(setup.upstream().onlyCall().bodyText()).contains("Be brief.");
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI_MODEL, OWN_MODEL})
    void the_provider_sees_its_own_key_only(String model) {
        claude.messages().create(hello(model).build());

        RecordedCall call = setup.upstream().onlyCall();
        boolean own = model.equals(OWN_MODEL);
        assertThat(call.header("x-api-key")).isEqualTo(own ? GatewayConfig.UPSTREAM_KEY : null);
        assertThat(call.header("authorization")).isEqualTo(own ? null : "Bearer " + GatewayConfig.UPSTREAM_KEY);
        assertThat(call.headers().toString()).doesNotContain(GatewayConfig.APP_KEY);
    }

    @Test
    void every_piece_of_text_arrives_before_the_next_is_sent() {
        setup.upstream().next(CHAT, Scripts.stepwise(CHAT_EVENTS));
        List<String> pieces = new ArrayList<>();
        setup.upstream().release();

        try (var stream = claude.messages().createStreaming(hello(OPENAI_MODEL).build())) {
            stream.stream().flatMap(AnthropicSdkIT::textIn).forEach(piece -> {
                pieces.add(piece);
                setup.upstream().release();
                if (pieces.size() == PIECES.size()) {
                    setup.upstream().release();
                    setup.upstream().release();
                }
            });
        }

        assertThat(pieces).isEqualTo(PIECES);
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI_MODEL, OWN_MODEL, "gemini/gemini-2.5-flash", "ollama/llama3.2"})
    void streamed_tool_calls_are_answered(String model) {
        MessageCreateParams.Builder question = hello(model).addTool(weatherTool());

        Message asked = accumulated(question.build());
        assertThat(asked.stopReason()).contains(StopReason.TOOL_USE);
        List<ToolUseBlock> uses = asked.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
        assertThat(uses)
                .extracting(use -> use._input().toString())
                .satisfiesExactly(first -> assertThat(first).contains("Kraków"), second -> assertThat(second)
                        .contains("Zürich"));

        question.addMessage(asked)
                .addUserMessageOfContentBlockParams(
                        uses.stream().map(AnthropicSdkIT::sunny).toList());
        assertThat(textOf(accumulated(question.build()))).isEqualTo(WHOLE_TEXT);
    }

    @Test
    void tool_calls_and_their_results_go_up_with_their_ids() {
        MessageCreateParams.Builder question = hello(OPENAI_MODEL).addTool(weatherTool());
        Message asked = claude.messages().create(question.build());
        List<ContentBlockParam> results = asked.content().stream()
                .map(ContentBlock::asToolUse)
                .map(AnthropicSdkIT::sunny)
                .toList();

        claude.messages()
                .create(question.addMessage(asked)
                        .addUserMessageOfContentBlockParams(results)
                        .build());

        JsonNode messages = setup.upstream().calls().get(1).json().path("messages");
        assertThat(messages.findValuesAsText("id")).containsExactly("call_weather1", "call_weather2");
        assertThat(messages.findValuesAsText("tool_call_id")).containsExactly("call_weather1", "call_weather2");
    }

    @Test
    void a_structured_output_is_parsed_into_its_class() {
        var answer = claude.messages()
                .create(hello(OPENAI_MODEL).outputConfig(Person.class).build());

        Person person = answer.content().get(0).asText().text();
        assertThat(person.name).isEqualTo("Ada");
        assertThat(person.age).isEqualTo(36);
        assertThat(setup.upstream()
                        .onlyCall()
                        .json()
                        .at("/response_format/type")
                        .asText())
                .isEqualTo("json_schema");
    }

    @Test
    void tokens_are_counted_by_the_provider_or_else_by_the_gateway() {
        assertThat(tokensOf(OWN_MODEL)).isEqualTo(19);
        assertThat(tokensOf(OPENAI_MODEL)).isBetween(1L, 18L);
    }

    static Stream<Arguments> statuses() {
        return Stream.of(
                Arguments.of(400, BadRequestException.class),
                Arguments.of(401, UnauthorizedException.class),
                Arguments.of(403, PermissionDeniedException.class),
                Arguments.of(404, NotFoundException.class),
                Arguments.of(422, UnprocessableEntityException.class),
                Arguments.of(429, RateLimitException.class),
                Arguments.of(500, InternalServerException.class));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void an_upstream_error_raises_its_exception(int status, Class<? extends AnthropicServiceException> type) {
        setup.upstream().next(CHAT, Scripts.error(status));

        var error = catchThrowableOfType(AnthropicServiceException.class, () -> claude.messages()
                .create(hello(OPENAI_MODEL).build()));

        assertThat(error).isInstanceOf(type);
        assertThat(error.statusCode()).isEqualTo(status);
        assertThat(error.apiMessage()).contains(status + " boom");
        assertThat(error.requestId()).contains("req_upstream");
    }

    @Test
    void an_unknown_key_is_an_authentication_error() {
        AnthropicClient unknown = client(setup.gateway().url(), "sk-caravan-unknown");

        assertThatThrownBy(() -> unknown.messages().create(hello(OPENAI_MODEL).build()))
                .isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void a_broken_upstream_is_an_exception_and_not_a_short_answer() {
        setup.upstream().next(CHAT, Scripts.breakOffAfter(CHAT_EVENTS.subList(0, 3)));

        try (var stream = claude.messages().createStreaming(hello(OPENAI_MODEL).build())) {
            assertThatThrownBy(() -> stream.stream().count()).isInstanceOf(AnthropicException.class);
        }
    }

    @Test
    void a_client_that_stops_reading_cancels_the_upstream() {
        setup.upstream().next(CHAT, Scripts.stallAfter(CHAT_EVENTS.subList(0, 3)));

        try (var stream = claude.messages().createStreaming(hello(OPENAI_MODEL).build())) {
            stream.stream().iterator().next();
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(setup.upstream().onlyCall().cancelled()).isTrue());
    }

    private Message accumulated(MessageCreateParams question) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (var stream = claude.messages().createStreaming(question)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.message();
    }

    private long tokensOf(String model) {
        return claude.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(model)
                        .addUserMessage("Hello")
                        .build())
                .inputTokens();
    }

    private static ContentBlockParam sunny(ToolUseBlock use) {
        return ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                .toolUseId(use.id())
                .content("Sunny")
                .build());
    }

    private static Stream<String> textIn(RawMessageStreamEvent event) {
        return event.contentBlockDelta().stream()
                .flatMap(delta -> delta.delta().text().stream())
                .map(text -> text.text());
    }

    private static String textOf(Message answer) {
        return answer.content().stream()
                .flatMap(block -> block.text().stream())
                .map(TextBlock::text)
                .reduce("", String::concat);
    }

    static final class Person {
        public String name = "";
        public int age;
    }
}
