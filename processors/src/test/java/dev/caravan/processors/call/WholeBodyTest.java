package dev.caravan.processors.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class WholeBodyTest {

    @Test
    void joinsThePiecesAndLetsThemGo() {
        ByteBuf first = bytes("a".repeat(5000));
        ByteBuf second = bytes("b");

        StepVerifier.create(WholeBody.of(Flux.just(first, second), 10_000))
                .assertNext(whole ->
                        assertThat(new String(whole, StandardCharsets.UTF_8)).isEqualTo("a".repeat(5000) + "b"))
                .verifyComplete();
        assertThat(first.refCnt() + second.refCnt()).isZero();
    }

    @Test
    void stopsReadingWhereItIsTooLong() {
        TestPublisher<ByteBuf> upstream = TestPublisher.create();
        ByteBuf piece = bytes("12345");

        StepVerifier.create(WholeBody.of(upstream.flux(), 4))
                .then(() -> upstream.next(piece))
                .expectErrorSatisfies(
                        error -> assertThat(((GatewayError) error).code()).isEqualTo("upstream_answer_too_large"))
                .verify();
        upstream.assertCancelled();
        assertThat(piece.refCnt()).isZero();
    }

    @Test
    void aClientThatLeavesStopsTheReading() {
        TestPublisher<ByteBuf> upstream = TestPublisher.create();
        ByteBuf piece = bytes("1");

        StepVerifier.create(WholeBody.of(upstream.flux(), 4))
                .then(() -> upstream.next(piece))
                .thenCancel()
                .verify();
        upstream.assertCancelled();
        assertThat(piece.refCnt()).isZero();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
