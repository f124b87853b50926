package dev.caravan.processors.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.pricing.Count;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.provider.openai.embeddings.OpenAiEmbeddingDialect;
import dev.caravan.provider.openai.responses.ResponsesDialect;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class MeteringTest {

    private static final String ANSWER = "{\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}";
    private static final String CHUNK = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n";

    private final Metering metering = new Metering(new Dialects(
            List.of(new OpenAiChatDialect(), new ResponsesDialect()), List.of(new OpenAiEmbeddingDialect())));
    private final ConfiguredProvider provider = TestProvider.plain("p");
    private final Call call = TestCall.post("/v1/chat/completions").build();

    @Test
    void aWholeAnswerPassesUntouchedAndTheCallIsTold() {
        StepVerifier.create(read(Operation.CHAT_COMPLETIONS, Answer.json(200, bytes(ANSWER))))
                .expectNext(ANSWER)
                .verifyComplete();

        assertThat(call.spending().usage()).isEqualTo(Usage.of(11, 7));
        assertThat(call.spending().isEstimated()).isFalse();
    }

    @Test
    void aStreamThatBreaksIsGuessed() {
        call.spending().estimatedAs(new TokenEstimate(30, 1000));
        Flux<ByteBuf> body = Flux.concat(Flux.just(buffer(CHUNK), buffer(CHUNK)), Flux.error(new IOException()));

        StepVerifier.create(read(Operation.CHAT_COMPLETIONS, stream(body)))
                .expectNextCount(2)
                .verifyError(IOException.class);

        assertThat(call.spending().usage()).isEqualTo(Usage.of(30, 2));
        assertThat(call.spending().isEstimated()).isTrue();
    }

    @Test
    void aStreamThatItsClientLeavesIsGuessed() {
        call.spending().estimatedAs(new TokenEstimate(30, 1000));

        StepVerifier.create(read(
                        Operation.CHAT_COMPLETIONS,
                        stream(Flux.just(buffer(CHUNK)).concatWith(Flux.never()))))
                .expectNextCount(1)
                .thenCancel()
                .verify();

        assertThat(call.spending().usage()).isEqualTo(Usage.of(30, 1));
    }

    @Test
    void theCallIsToldTheTierThatServedIt() {
        read(
                        Operation.CHAT_COMPLETIONS,
                        Answer.json(
                                200,
                                bytes("{\"service_tier\":\"flex\","
                                        + ANSWER.strip().substring(1))))
                .blockLast();

        assertThat(call.spending().tier()).isEqualTo("flex");
    }

    @Test
    void anErrorUsesNothing() {
        StepVerifier.create(read(Operation.CHAT_COMPLETIONS, Answer.json(500, bytes(ANSWER))))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(call.spending().usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void embeddingsHaveNoOutput() {
        read(
                        Operation.EMBEDDINGS,
                        Answer.json(200, bytes("{\"data\":[],\"usage\":{\"prompt_tokens\":9,\"total_tokens\":9}}")))
                .blockLast();

        assertThat(call.spending().usage()).isEqualTo(Usage.of(9, 0));
    }

    @Test
    void imagesTellTheirTokensOrAreNotGuessedByTheirBytes() {
        read(
                        Operation.IMAGE_GENERATIONS,
                        Answer.json(200, bytes("{\"data\":[{\"b64_json\":\"" + "A".repeat(9000) + "\"}]}")))
                .blockLast();
        assertThat(call.spending().usage()).isEqualTo(Usage.NONE);

        read(
                        Operation.IMAGE_GENERATIONS,
                        Answer.json(200, bytes("{\"usage\":{\"input_tokens\":5,\"output_tokens\":4160}}")))
                .blockLast();
        assertThat(call.spending().usage()).isEqualTo(Usage.of(5, 4160));
    }

    @Test
    void soundsAndRankingsTellSecondsAndSearches() {
        read(
                        Operation.TRANSCRIPTIONS,
                        Answer.json(200, bytes("{\"text\":\"a\",\"usage\":{\"type\":\"duration\",\"seconds\":2.5}}")))
                .blockLast();
        assertThat(call.spending().count()).isEqualTo(new Count(Meter.SECOND, new BigDecimal("2.5")));
        assertThat(call.spending().usage()).isEqualTo(Usage.NONE);

        read(
                        Operation.TRANSCRIPTIONS,
                        Answer.json(
                                200,
                                bytes("{\"usage\":{\"prompt_audio_seconds\":9,\"prompt_tokens\":4,"
                                        + "\"completion_tokens\":3,\"total_tokens\":382}}")))
                .blockLast();
        assertThat(call.spending().count()).isEqualTo(Count.of(Meter.SECOND, 9));
        assertThat(call.spending().usage().total()).isEqualTo(7);

        read(
                        Operation.RERANK,
                        Answer.json(200, bytes("{\"results\":[],\"meta\":{\"billed_units\":{\"search_units\":1}}}")))
                .blockLast();
        assertThat(call.spending().count()).isEqualTo(Count.of(Meter.SEARCH, 1));
    }

    @Test
    void aLegacyCompletionThatItsClientLeavesIsGuessedByItsTexts() {
        call.spending().estimatedAs(new TokenEstimate(30, 1000));

        StepVerifier.create(read(
                        Operation.COMPLETIONS,
                        stream(Flux.just(buffer("data: {\"choices\":[{\"text\":\" hello\"}]}\n\n"))
                                .concatWith(Flux.never()))))
                .expectNextCount(1)
                .thenCancel()
                .verify();

        assertThat(call.spending().usage()).isEqualTo(Usage.of(30, 1));
    }

    @Test
    void aProxiedCallIsReadByItsPath() {
        Call proxied = TestCall.post("/proxy/p/v1/chat/completions").build();
        Answer answer = metering.metered(proxied, provider, Operation.PASSTHROUGH, Answer.json(200, bytes(ANSWER)));
        Flux.from(answer.body()).map(MeteringTest::text).blockLast();
        assertThat(proxied.spending().usage()).isEqualTo(Usage.of(11, 7));

        Call other = TestCall.post("/proxy/p/v1/files").build();
        Answer untouched = Answer.json(200, bytes(ANSWER));
        assertThat(metering.metered(other, provider, Operation.PASSTHROUGH, untouched))
                .isSameAs(untouched);
    }

    @Test
    void aProxiedCallIsReadByItsPathAlsoWhereTheProviderIsNotKnownToServeIt() {
        ConfiguredProvider chats =
                TestProvider.named("p").serving(Operation.CHAT_COMPLETIONS).build();
        Call proxied = TestCall.post("/proxy/p/v1/responses").build();
        Answer answer = metering.metered(
                proxied,
                chats,
                Operation.PASSTHROUGH,
                Answer.json(200, bytes("{\"output\":[],\"usage\":{\"input_tokens\":11,\"output_tokens\":7}}")));
        Flux.from(answer.body()).map(MeteringTest::text).blockLast();
        assertThat(proxied.spending().usage()).isEqualTo(Usage.of(11, 7));

        Call thread = TestCall.post("/proxy/p/v1/threads/t/messages").build();
        Answer untouched = Answer.json(200, bytes("{}"));
        assertThat(metering.metered(thread, chats, Operation.PASSTHROUGH, untouched))
                .isSameAs(untouched);
    }

    @Test
    void whatIsReadAgainUsesNothingAgain() {
        Answer stored = Answer.json(200, bytes(ANSWER));

        assertThat(metering.metered(call, provider, Operation.RESPONSE_ITEMS, stored))
                .isSameAs(stored);
    }

    private Flux<String> read(Operation operation, Answer answer) {
        return Flux.from(metering.metered(call, provider, operation, answer).body())
                .map(MeteringTest::text);
    }

    private static Answer stream(Flux<ByteBuf> body) {
        return new Answer(200, new DefaultHttpHeaders().set("content-type", "text/event-stream"), body);
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.wrappedBuffer(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuf piece) {
        String text = piece.toString(StandardCharsets.UTF_8);
        piece.release();
        return text;
    }
}
