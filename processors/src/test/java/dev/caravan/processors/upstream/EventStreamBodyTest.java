package dev.caravan.processors.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class EventStreamBodyTest {

    private static final String ERROR = "data: {\"error\":{}}\n\n";
    private static final String FIRST =
            "data: {\"choices\":[{\"delta\":{\"content\":\"é\"},\"finish_reason\":null}]}\n\n";
    private static final String LAST = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final byte[] WHOLE = bytes(": hi\n\n" + FIRST + LAST + DONE);

    @Test
    void passesAWholeStreamByteForByteHoweverItIsCut() {
        for (int cut = 0; cut <= WHOLE.length; cut++) {
            assertThat(read(Flux.just(slice(0, cut), slice(cut, WHOLE.length)))).isEqualTo(text(WHOLE));
        }
    }

    @Test
    void passesOnWholeEventsOnlyAndEndsABrokenStreamWithTheErrorEvent() {
        for (int end = 0; end < WHOLE.length; end++) {
            String sent = new String(WHOLE, 0, end, StandardCharsets.UTF_8);
            String events = sent.substring(0, sent.lastIndexOf("\n\n") < 0 ? 0 : sent.lastIndexOf("\n\n") + 2);

            Flux<ByteBuf> broken =
                    Flux.concat(Mono.just(slice(0, end)), Mono.error(new IllegalStateException("reset")));

            assertThat(read(broken)).as("broken after %d bytes", end).isEqualTo(events + ERROR);
        }
    }

    @Test
    void takesACleanEndBeforeTheFinishForABrokenStream() {
        assertThat(read(Flux.just(buffer(FIRST)))).isEqualTo(FIRST + ERROR);
    }

    @Test
    void takesAnEndAfterTheFinishReasonForWhole() {
        assertThat(read(Flux.just(buffer(FIRST + LAST)))).isEqualTo(FIRST + LAST);
    }

    @Test
    void takesTheUpstreamsOwnErrorForAnEnd() {
        String error = "data: {\"error\":{\"message\":\"boom\"}}\n\n";

        assertThat(read(Flux.just(buffer(FIRST + error)))).isEqualTo(FIRST + error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"content\":\"data: [DONE]\"}\n\n",
                "data: {\"content\":\"\\\"finish_reason\\\":\\\"stop\\\"\"}\n\n"
            })
    void isNotDeceivedByWhatAMessageSays(String event) {
        assertThat(read(Flux.just(buffer(event)))).isEqualTo(event + ERROR);
    }

    @Test
    void knowsCrLfForALineEnd() {
        String stream = "data: {}\r\n\r\ndata: [DONE]\r\n\r\n";

        assertThat(read(Flux.just(buffer(stream.substring(0, 12)), buffer(stream.substring(12)))))
                .isEqualTo(stream);
    }

    @Test
    void doesNotHoldAnEventBackForTheNextOne() {
        TestPublisher<ByteBuf> upstream = TestPublisher.create();

        StepVerifier.create(body(upstream.flux()).map(EventStreamBodyTest::take))
                .then(() -> upstream.next(buffer(FIRST)))
                .expectNext(FIRST)
                .then(() -> upstream.next(buffer(LAST)))
                .expectNext(LAST)
                .thenCancel()
                .verify();
        upstream.assertCancelled();
    }

    @Test
    void givesTheErrorEventOnlyWhenItIsAskedFor() {
        TestPublisher<ByteBuf> upstream = TestPublisher.create();

        StepVerifier.create(body(upstream.flux()).map(EventStreamBodyTest::take), 1)
                .then(() -> upstream.next(buffer(FIRST)))
                .expectNext(FIRST)
                .then(() -> upstream.error(new IllegalStateException("reset")))
                .thenRequest(1)
                .expectNext(ERROR)
                .verifyComplete();
    }

    private static Flux<ByteBuf> body(Flux<ByteBuf> source) {
        return Flux.from(new EventStreamBody(source, new OpenAiStreamEnd(), () -> bytes(ERROR)));
    }

    private static String read(Flux<ByteBuf> source) {
        List<byte[]> pieces = new ArrayList<>();
        body(source)
                .doOnNext(piece -> pieces.add(ByteBufUtil.getBytes(piece)))
                .doOnNext(ByteBuf::release)
                .blockLast();
        ByteBuf joined = Unpooled.wrappedBuffer(pieces.toArray(new byte[0][]));
        return joined.toString(StandardCharsets.UTF_8);
    }

    private static String take(ByteBuf piece) {
        String text = piece.toString(StandardCharsets.UTF_8);
        piece.release();
        return text;
    }

    private static ByteBuf slice(int from, int to) {
        return Unpooled.copiedBuffer(WHOLE, from, to - from);
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
