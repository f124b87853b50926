package dev.caravan.processors.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class RememberedBodyTest {

    private final Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.Empty<Void> remembered = Sinks.empty();
    private final List<String> told = new ArrayList<>();
    private final RememberedBody body = new RememberedBody(source.asFlux(), this::remember);

    private Mono<Void> remember(String id) {
        told.add("remember " + id);
        return remembered.asMono();
    }

    @Test
    void onlyThePieceWithTheIdWaits() {
        read(Long.MAX_VALUE);

        say("event: keepalive\ndata: {}\n\n", "data: {\"response\":{\"id\":\"r", "esp_1\"}}\n\n", "data: more\n\n");
        source.tryEmitComplete();
        assertThat(told)
                .containsExactly(
                        "event: keepalive\ndata: {}\n\n", "data: {\"response\":{\"id\":\"r", "remember resp_1");
        remembered.tryEmitEmpty();

        assertThat(told.subList(3, told.size())).containsExactly("esp_1\"}}\n\n", "data: more\n\n", "complete");
    }

    @Test
    void noMoreComesThanIsWanted() {
        BaseSubscriber<ByteBuf> reader = read(1);
        remembered.tryEmitEmpty();

        say("{\"a\":1,", "\"id\":\"x\"", ",\"b\":2", "}");
        assertThat(told).containsExactly("{\"a\":1,");
        reader.request(1);
        assertThat(told).containsExactly("{\"a\":1,", "remember x", "\"id\":\"x\"");
        reader.request(1);
        assertThat(told).endsWith(",\"b\":2");
        reader.request(5);
        source.tryEmitComplete();
        assertThat(told).endsWith("}", "complete");
    }

    @Test
    void aBodyThatBreaksWhileItsIdIsRememberedBreaksBehindIt() {
        read(Long.MAX_VALUE);
        say("{\"id\":\"x\"");
        source.tryEmitError(new IllegalStateException("cut"));
        remembered.tryEmitEmpty();

        assertThat(told).containsExactly("remember x", "{\"id\":\"x\"", "failed by cut");
    }

    @Test
    void whoLeavesMeanwhileGetsNothingAndLeavesNothing() {
        BaseSubscriber<ByteBuf> reader = read(Long.MAX_VALUE);
        ByteBuf piece = piece("{\"id\":\"x\"}");
        source.tryEmitNext(piece);

        reader.cancel();
        remembered.tryEmitEmpty();

        assertThat(told).containsExactly("remember x");
        assertThat(piece.refCnt()).isZero();
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
