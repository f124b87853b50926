package dev.caravan.processors.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.ProviderErrors;
import dev.caravan.processors.metering.EventMeter;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.request.TestCall;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class TranslatedStreamTest {

    private static final String FIRST = chunk("{\"role\":\"assistant\",\"content\":\"Hel\"}", "null");
    private static final String SECOND = chunk("{\"content\":\"lo\"}", "null");
    private static final String LAST = chunk("{}", "\"stop\"");
    private static final String DONE = "data: [DONE]\n\n";

    private final OpenAiChatDialect dialect = new OpenAiChatDialect();
    private final Call call = TestCall.post("/v1/messages").build();
    private final List<ByteBuf> given = new ArrayList<>();

    @AfterEach
    void everyBufferIsLetGo() {
        assertThat(given).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    @Test
    void eachEventGoesOutAsSoonAsItIsComplete() {
        TestPublisher<ByteBuf> upstream = TestPublisher.create();

        StepVerifier.create(texts(upstream.flux()))
                .then(() -> upstream.next(bytes(FIRST)))
                .assertNext(text -> assertThat(text).contains("\"Hel\""))
                .then(() -> upstream.next(bytes(SECOND.substring(0, 30)), bytes(SECOND.substring(30))))
                .assertNext(text -> assertThat(text).contains("\"lo\"").doesNotContain("Hel"))
                .then(() -> upstream.next(bytes(LAST + DONE)).complete())
                .assertNext(text -> assertThat(text).contains("\"stop\"").endsWith(DONE))
                .verifyComplete();
    }

    @Test
    void onlyWhatIsAskedForIsRead() {
        TestPublisher<ByteBuf> upstream = TestPublisher.create();

        StepVerifier.create(texts(upstream.flux()), 0)
                .then(() -> upstream.assertMaxRequested(0))
                .thenRequest(1)
                .then(() -> upstream.next(bytes(FIRST)))
                .expectNextCount(1)
                .then(() -> upstream.assertMaxRequested(1))
                .thenCancel()
                .verify(Duration.ofSeconds(5));
        upstream.assertCancelled();
    }

    @Test
    void anUpstreamThatBreaksEndsInAnErrorEvent() {
        StepVerifier.create(joined(Flux.concat(
                        Flux.just(bytes(FIRST)), Flux.error(ProviderErrors.of(new TimeoutException(), "far")))))
                .assertNext(text -> assertThat(text)
                        .contains("\"Hel\"")
                        .contains("Provider 'far' did not answer in time.")
                        .doesNotContain("[DONE]"))
                .verifyComplete();
    }

    @Test
    void anUpstreamThatEndsTooEarlyEndsInAnErrorEvent() {
        StepVerifier.create(joined(Flux.just(bytes(FIRST))))
                .assertNext(text ->
                        assertThat(text).contains("provider_stream_broken").doesNotContain("[DONE]"))
                .verifyComplete();
    }

    @Test
    void anUpstreamThatSaysNothingEndsInAnErrorEvent() {
        StepVerifier.create(joined(Flux.empty()))
                .assertNext(text -> assertThat(text).contains("provider_stream_broken"))
                .verifyComplete();
    }

    @Test
    void nothingFollowsAnErrorOfTheUpstream() {
        TestPublisher<ByteBuf> upstream = TestPublisher.create();

        StepVerifier.create(texts(upstream.flux()))
                .then(() -> upstream.next(bytes("data: {\"error\":{\"message\":\"overloaded\"}}\n\n" + FIRST)))
                .assertNext(text -> assertThat(text).contains("overloaded").doesNotContain("Hel"))
                .verifyComplete();
        upstream.assertCancelled();
    }

    @Test
    void aFaultOfACodecDoesNotReachTheClient() {
        StreamEncoder faulty = (event, out) -> {
            if (!(event instanceof ChatEvent.Failed)) {
                throw new IllegalStateException("secret detail");
            }
            out.text("failed");
        };
        TranslatedStream stream = new TranslatedStream(
                call, Flux.just(bytes(FIRST)), dialect.streamDecoder(), faulty, "far", new EventMeter(call));

        StepVerifier.create(Flux.from(stream).map(TranslatedStreamTest::text))
                .expectNext("failed")
                .verifyComplete();
    }

    @Test
    void theCallIsToldWhatTheProviderToldOfItsUse() {
        String usage = "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":11,"
                + "\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":5}}}\n\n";

        joined(Flux.just(bytes(FIRST), bytes(LAST + usage + DONE))).blockLast();

        assertThat(call.spending().usage()).isEqualTo(new Usage(11, 7, 5, -1, -1, -1, -1, -1));
        assertThat(call.spending().isEstimated()).isFalse();
    }

    @Test
    void ofAStreamThatItsClientLeavesWhatHasComeCounts() {
        call.spending().estimatedAs(new TokenEstimate(40, 1000));
        TestPublisher<ByteBuf> upstream = TestPublisher.create();

        StepVerifier.create(texts(upstream.flux()))
                .then(() -> upstream.next(bytes(FIRST), bytes(SECOND)))
                .expectNextCount(2)
                .thenCancel()
                .verify(Duration.ofSeconds(5));

        assertThat(call.spending().usage()).isEqualTo(Usage.of(40, 2));
        assertThat(call.spending().isEstimated()).isTrue();
    }

    private Flux<String> texts(Flux<ByteBuf> upstream) {
        ChatRequest request = ChatRequest.of("m", List.of()).stream(true).build();
        return Flux.from(new TranslatedStream(
                        call,
                        upstream,
                        dialect.streamDecoder(),
                        dialect.streamEncoder(request),
                        "far",
                        new EventMeter(call)))
                .map(TranslatedStreamTest::text);
    }

    private Flux<String> joined(Flux<ByteBuf> upstream) {
        return texts(upstream).reduce("", String::concat).flux();
    }

    private ByteBuf bytes(String text) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        given.add(buffer);
        return buffer;
    }

    private static String text(ByteBuf buffer) {
        String text = buffer.toString(StandardCharsets.UTF_8);
        buffer.release();
        return text;
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"model\":\"m\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + finish + "}]}\n\n";
    }
}
