package dev.caravan.processors.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.provider.openai.chat.CompatibleChatDialect;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Seen from a client of chat completions, before a provider that serves a chat of the same shape under another name. */
class TranslationsTest {

    private static final String REQUEST =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"top_k\":5,\"store\":true}";
    private static final String WHOLE =
            """
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"Hello"}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""";
    private static final String STREAM =
            """
            data: {"id":"c","model":"m","created":1,"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}

            data: {"id":"c","model":"m","created":1,"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

            data: [DONE]

            """;

    private final Translations translations =
            new Translations(new Dialects(List.of(new OpenAiChatDialect(), new CompatibleChatDialect()), List.of()));
    private final ConfiguredProvider other = TestProvider.named("other")
            .serving(Operation.CUSTOM_CHAT)
            .speaking("openai-compatible-chat")
            .build();

    @Test
    void aProviderOfTheSameKindStandsIn() {
        assertThat(translations.way(Operation.CHAT_COMPLETIONS, other.provider()))
                .isEqualTo(new Way.ByTranslation(Operation.CUSTOM_CHAT));
        assertThat(translations.way(Operation.CUSTOM_CHAT, other.provider())).isEqualTo(new Way.AsAsked());
    }

    @Test
    void aProviderWhoseDialectNobodyKnowsDoesNot() {
        Provider unknown = TestProvider.named("x")
                .serving(Operation.CUSTOM_CHAT)
                .speaking("klingon")
                .build()
                .provider();
        assertThat(translations.way(Operation.CHAT_COMPLETIONS, unknown)).isNull();
        assertThat(translations.way(Operation.EMBEDDINGS, other.provider())).isNull();
        assertThat(translations.way(Operation.IMAGE_GENERATIONS, other.provider()))
                .isNull();
    }

    @Test
    void theGatewayCountsTokensForWhoDoesNot() {
        assertThat(translations.way(Operation.COUNT_TOKENS, other.provider())).isEqualTo(new Way.ByTheGateway());
    }

    @Test
    void theRequestIsForTheTargetsModelAndTheAnswerNamesTheLosses() {
        Translation translation = begin(call(false));

        assertThat(new String(translation.body(), StandardCharsets.UTF_8))
                .contains("\"model\":\"their-model\"")
                .contains("\"top_k\":5");
        Answer answer = translation.answer(raw(200, "application/json", WHOLE)).block();
        assertThat(answer).isNotNull();
        assertThat(answer.headers().get("x-ingate-translation-loss")).isEqualTo("store");
        assertThat(text(answer)).contains("\"Hello\"");
    }

    @Test
    void aStrictClientIsRefusedWhereSomethingWouldBeLost() {
        Call call = call(false, "strict");

        assertThatThrownBy(() -> begin(call))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(422);
                    assertThat(error.text()).contains("store").contains("'other'");
                });
    }

    @ParameterizedTest
    @CsvSource({"true,AUTOMATIC", "'',AUTOMATIC", "Strict,STRICT", "false,OFF"})
    void theHeaderSaysHowToTranslate(String value, TranslateMode mode) {
        assertThat(TranslateMode.of(call(false, value))).isEqualTo(mode);
    }

    @Test
    void anUnknownModeIsRefused() {
        assertThatThrownBy(() -> TranslateMode.of(call(false, "perhaps"))).hasMessageContaining("X-Ingate-Translate");
    }

    @Test
    void aStreamBecomesWholeForAClientThatAskedForNone() {
        Answer answer =
                begin(call(false)).answer(raw(200, "text/event-stream", STREAM)).block();

        assertThat(answer).isNotNull();
        assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
        assertThat(text(answer)).contains("\"chat.completion\"").contains("\"Hello\"");
    }

    @Test
    void aBrokenStreamIsNoWholeAnswer() {
        Mono<Answer> answer = begin(call(false)).answer(raw(200, "text/event-stream", STREAM.substring(0, 150)));

        assertThatThrownBy(answer::block).hasMessageContaining("broke off");
    }

    @Test
    void aWholeAnswerIsToldAsAStreamToAClientThatAskedForOne() {
        Answer answer =
                begin(call(true)).answer(raw(200, "application/json", WHOLE)).block();

        assertThat(answer).isNotNull();
        assertThat(answer.headers().get("content-type")).isEqualTo("text/event-stream");
        assertThat(text(answer)).contains("\"Hello\"").endsWith("data: [DONE]\n\n");
    }

    @Test
    void anErrorKeepsItsStatusAndIsWordedForTheClient() {
        Answer answer = begin(call(true))
                .answer(raw(429, "application/json", "{\"message\":\"slow down\"}"))
                .block();

        assertThat(answer).isNotNull();
        assertThat(answer.status()).isEqualTo(429);
        assertThat(text(answer)).contains("\"error\":{\"message\":\"slow down\"");
    }

    @Test
    void anAnswerThatCannotBeReadIsTheProvidersFault() {
        Mono<Answer> answer = begin(call(false)).answer(raw(200, "application/json", "<html>"));

        assertThatThrownBy(answer::block)
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> assertThat(error.status()).isEqualTo(502));
    }

    private Translation begin(Call call) {
        return translations.begin(call, new Target(other, "their-model"), Operation.CUSTOM_CHAT);
    }

    private static Call call(boolean stream, String... mode) {
        TestCall builder = TestCall.post("/v1/chat/completions");
        for (String value : mode) {
            builder.header("X-Ingate-Translate", value);
        }
        Call call = builder.build();
        ByteBuf bytes = Unpooled.copiedBuffer(
                stream ? REQUEST.replaceFirst("\\{", "{\"stream\":true,") : REQUEST, StandardCharsets.UTF_8);
        call.asks(Operation.CHAT_COMPLETIONS, new JsonBody(bytes, "m", -1, -1, stream, null));
        return call;
    }

    private static Answer raw(int status, String type, String body) {
        HttpHeaders headers = new DefaultHttpHeaders().set("content-type", type);
        return new Answer(status, headers, Flux.just(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8)));
    }

    private static String text(Answer answer) {
        StringBuilder text = new StringBuilder();
        Flux.from(answer.body())
                .doOnNext(piece -> {
                    text.append(piece.toString(StandardCharsets.UTF_8));
                    piece.release();
                })
                .blockLast();
        return text.toString();
    }
}
