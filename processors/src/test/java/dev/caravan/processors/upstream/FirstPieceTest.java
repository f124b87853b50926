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

    private static ByteBuf piece() {
        return Unpooled.copiedBuffer("data: x", StandardCharsets.UTF_8);
    }

    /** A core subscriber: Reactor puts nothing before it that would hide a second end. */
    private static List<String> signals(Flux<ByteBuf> body) {
        List<String> signals = new ArrayList<>();
        FirstPiece first = Objects.requireNonNull(FirstPiece.of(body).block());
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
