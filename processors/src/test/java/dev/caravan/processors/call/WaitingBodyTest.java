package dev.caravan.processors.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class WaitingBodyTest {

    private final Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.Empty<Void> done = Sinks.empty();
    private final List<String> told = new ArrayList<>();
    private final WaitingBody body = new WaitingBody(source.asFlux(), this::waits);

    private @Nullable Mono<Void> waits(ByteBuf piece) {
        String text = piece.toString(StandardCharsets.UTF_8);
        if (!text.startsWith("wait")) {
            return null;
        }
        told.add("asked to " + text);
        return done.asMono();
    }

    @Test
    void onlyThePieceThatHasToWaitsAndWhatIsBehindIt() {
        read(Long.MAX_VALUE);

        say("a", "wait", "b");
        source.tryEmitComplete();
        assertThat(told).containsExactly("a", "asked to wait");
        done.tryEmitEmpty();

        assertThat(told).containsExactly("a", "asked to wait", "wait", "b", "complete");
    }

    @Test
    void aSecondPieceMayWaitAsWell() {
        read(Long.MAX_VALUE);

        say("wait 1", "wait 2", "a");
        done.tryEmitEmpty();

        assertThat(told).containsExactly("asked to wait 1", "wait 1", "asked to wait 2", "wait 2", "a");
    }

    @Test
    void whatFailsHoldsNothingUp() {
        read(Long.MAX_VALUE);

        say("wait", "a");
        done.tryEmitError(new IllegalStateException("no store"));

        assertThat(told).containsExactly("asked to wait", "wait", "a");
    }

    @Test
    void noMoreComesThanIsWanted() {
        BaseSubscriber<ByteBuf> reader = read(2);

        say("wait", "a", "b");
        done.tryEmitEmpty();
        assertThat(told).containsExactly("asked to wait", "wait", "a");
        reader.request(1);
        source.tryEmitComplete();

        assertThat(told).endsWith("b", "complete");
    }

    @Test
    void aBodyThatBreaksWhileAPieceWaitsBreaksBehindIt() {
        read(Long.MAX_VALUE);
        say("wait");
        source.tryEmitError(new IllegalStateException("cut"));
        done.tryEmitEmpty();

        assertThat(told).containsExactly("asked to wait", "wait", "failed by cut");
    }

    @Test
    void whoLeavesMeanwhileGetsNothingAndLeavesNothing() {
        BaseSubscriber<ByteBuf> reader = read(Long.MAX_VALUE);
        ByteBuf piece = piece("wait");
        ByteBuf next = piece("a");
        source.tryEmitNext(piece);
        source.tryEmitNext(next);

        reader.cancel();
        done.tryEmitEmpty();

        assertThat(told).containsExactly("asked to wait");
        assertThat(piece.refCnt()).isZero();
        assertThat(next.refCnt()).isZero();
    }

    private BaseSubscriber<ByteBuf> read(long first) {
        BaseSubscriber<ByteBuf> reader = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(first);
            }

            @Override
            protected void hookOnNext(ByteBuf piece) {
                told.add(piece.toString(StandardCharsets.UTF_8));
                piece.release();
            }

            @Override
            protected void hookOnComplete() {
                told.add("complete");
            }

            @Override
            protected void hookOnError(Throwable failure) {
                told.add("failed by " + failure.getMessage());
            }
        };
        body.subscribe(reader);
        return reader;
    }

    private void say(String... pieces) {
        for (String piece : pieces) {
            source.tryEmitNext(piece(piece));
        }
    }

    private static ByteBuf piece(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
