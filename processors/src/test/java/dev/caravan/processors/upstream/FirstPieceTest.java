package dev.caravan.processors.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

class FirstPieceTest {

    @Test
    void aBodyThatHasEndedBeforeItIsReadEndsOnce() {
        assertThat(signals(Flux.just(piece()))).containsExactly("data: x", "complete");
    }

    @Test
    void aBodyThatHasBrokenBeforeItIsReadBreaksOnce() {
        assertThat(signals(Flux.concat(Flux.just(piece()), Flux.error(new IllegalStateException("broke")))))
                .containsExactly("data: x", "broke");
    }

    @Test
    void anEmptyBodyEndsOnce() {
        assertThat(signals(Flux.empty())).containsExactly("complete");
    }

    @Test
    void asMuchAsIsWantedIsThereAtOnceAndTheRestFollows() {
        Flux<ByteBuf> body = Flux.just("da", "ta:", " x", "yz").map(FirstPieceTest::piece);
        FirstPiece first = Objects.requireNonNull(FirstPiece.of(body, 5).block());

        assertThat(new String(first.bytes(), StandardCharsets.UTF_8)).isEqualTo("data:");
        assertThat(first.isWhole()).isFalse();
        assertThat(signals(first)).containsExactly("data:", " x", "yz", "complete");
    }

    @Test
    void lessThanIsWantedIsTheWholeBody() {
        Flux<ByteBuf> body = Flux.just("da", "ta:").map(FirstPieceTest::piece);
        FirstPiece first = Objects.requireNonNull(FirstPiece.of(body, 64).block());

        assertThat(first.isWhole()).isTrue();
        assertThat(signals(first)).containsExactly("data:", "complete");
    }

    @Test
    void whatBreaksBeforeEnoughIsThereIsNotWhole() {
        Flux<ByteBuf> body = Flux.concat(Flux.just(piece()), Flux.error(new IllegalStateException("broke")));
        FirstPiece first = Objects.requireNonNull(FirstPiece.of(body, 64).block());

        assertThat(first.isWhole()).isFalse();
        assertThat(signals(first)).containsExactly("data: x", "broke");
    }

    private static ByteBuf piece() {
        return piece("data: x");
    }

    private static ByteBuf piece(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static List<String> signals(Flux<ByteBuf> body) {
        return signals(Objects.requireNonNull(FirstPiece.of(body).block()));
    }

    /** A core subscriber: Reactor puts nothing before it that would hide a second end. */
    private static List<String> signals(FirstPiece first) {
        List<String> signals = new ArrayList<>();
        first.subscribe(new CoreSubscriber<ByteBuf>() {
            @Override
            public void onSubscribe(Subscription s) {
                s.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuf piece) {
                signals.add(piece.toString(StandardCharsets.UTF_8));
                piece.release();
            }

            @Override
            public void onError(Throwable failure) {
                signals.add(String.valueOf(failure.getMessage()));
            }

            @Override
            public void onComplete() {
                signals.add("complete");
            }
        });
        return signals;
    }
}
