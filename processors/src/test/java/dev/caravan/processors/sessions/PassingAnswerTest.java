package dev.caravan.processors.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.WaitingBody;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Part;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class PassingAnswerTest {

    private static final String FIRST =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hel\"}}]}\n\n";
    private static final String SECOND =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final List<ChatAnswer> kept = new ArrayList<>();
    private final Sinks.Empty<Void> stored = Sinks.empty();

    @Test
    void theBytesPassAndTheAnswerIsPutTogether() {
        stored.tryEmitEmpty();

        StepVerifier.create(texts(remembered(pieces(FIRST, SECOND.substring(0, 20), SECOND.substring(20), DONE))))
                .expectNext(FIRST, SECOND.substring(0, 20), SECOND.substring(20), DONE)
                .verifyComplete();

        assertThat(kept).singleElement().satisfies(answer -> assertThat(
                        answer.choices().get(0).parts())
                .containsExactly(new Part.Text("Hello")));
    }

    @Test
    void theEndWaitsUntilTheAnswerIsKept() {
        StepVerifier.create(texts(remembered(pieces(FIRST, SECOND, DONE))))
                .expectNext(FIRST, SECOND)
                .then(() -> assertThat(kept).hasSize(1))
                .then(stored::tryEmitEmpty)
                .expectNext(DONE)
                .verifyComplete();
    }

    @Test
    void aStreamWithoutDoneIsKeptAtItsEnd() {
        StepVerifier.create(texts(remembered(pieces(FIRST, SECOND))))
                .expectNext(FIRST, SECOND)
                .then(() -> assertThat(kept).hasSize(1))
                .then(stored::tryEmitEmpty)
                .verifyComplete();
    }

    @Test
    void aStreamThatBreaksOffIsNotKept() {
        String error = "data: {\"error\":{\"message\":\"broke\"}}\n\n";

        StepVerifier.create(texts(remembered(pieces(FIRST, error))))
                .expectNext(FIRST, error)
                .verifyComplete();
        StepVerifier.create(texts(remembered(pieces(FIRST)))).expectNext(FIRST).verifyComplete();
        StepVerifier.create(texts(remembered(Flux.concat(pieces(FIRST), Flux.error(new IllegalStateException("cut"))))))
                .expectNext(FIRST)
                .verifyErrorMessage("cut");

        assertThat(kept).isEmpty();
    }

    @Test
    void aStreamThatIsLeftIsNotKeptAndHoldsNoBuffer() {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        ByteBuf last = buffer(FIRST + SECOND + DONE);

        StepVerifier.create(texts(remembered(source)))
                .then(() -> source.next(last))
                .thenCancel()
                .verify();

        source.assertCancelled();
        assertThat(last.refCnt()).isZero();
    }

    @Test
    void whatCannotBeReadPassesNevertheless() {
        stored.tryEmitEmpty();

        StepVerifier.create(texts(remembered(pieces("data: 5\n\n", DONE))))
                .expectNext("data: 5\n\n", DONE)
                .verifyComplete();

        assertThat(kept).isEmpty();
    }

    @Test
    void anAnswerThatCannotBeKeptGoesOutNevertheless() {
        Publisher<ByteBuf> stream = new WaitingBody(
                pieces(FIRST, SECOND, DONE),
                new PassingAnswer(
                        new OpenAiChatDialect().streamDecoder(),
                        whole -> Mono.error(new IllegalStateException("no store"))));

        StepVerifier.create(texts(stream)).expectNext(FIRST, SECOND, DONE).verifyComplete();
    }

    private WaitingBody remembered(Publisher<ByteBuf> source) {
        PassingAnswer passing = new PassingAnswer(new OpenAiChatDialect().streamDecoder(), whole -> {
            kept.add(whole);
            return stored.asMono();
        });
        return new WaitingBody(source, passing);
    }

    private static Flux<ByteBuf> pieces(String... texts) {
        return Flux.fromArray(texts).map(PassingAnswerTest::buffer);
    }

    private static ByteBuf buffer(String text) {
        return PooledByteBufAllocator.DEFAULT.buffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Flux<String> texts(Publisher<ByteBuf> stream) {
        return Flux.from(stream).map(piece -> {
            String text = piece.toString(StandardCharsets.UTF_8);
            piece.release();
            return text;
        });
    }
}
