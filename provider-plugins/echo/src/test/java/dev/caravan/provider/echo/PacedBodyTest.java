package dev.caravan.provider.echo;

import static dev.caravan.provider.echo.EchoCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testkit.CollectingSubscriber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacedBodyTest {

    private static final Misbehaviour UNDISTURBED = Misbehaviour.NONE;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void endsWithItsLastChunkWithoutFurtherDemand() {
        CollectingSubscriber body = CollectingSubscriber.to(body(UNDISTURBED, "a", "b"));

        body.request(2);

        assertThat(body.text()).isEqualTo("ab");
        assertThat(body.isComplete()).isTrue();
    }

    @Test
    void makesAChunkOnlyWhenItIsAskedFor() {
        Iterator<byte[]> endless = Stream.generate(() -> new byte[1 << 20]).iterator();
        CollectingSubscriber body = CollectingSubscriber.to(new PacedBody(() -> endless, UNDISTURBED, timer));

        body.request(3);

        assertThat(body.items()).hasSize(3);
        assertThat(body.isComplete()).isFalse();
    }

    @Test
    void sendsManyChunksWithoutDeepeningTheStack() {
        List<byte[]> chunks =
                Stream.generate(() -> new byte[] {'x'}).limit(100_000).toList();
        CollectingSubscriber body = CollectingSubscriber.to(new PacedBody(chunks, UNDISTURBED, timer));

        body.request(Long.MAX_VALUE);
        body.request(Long.MAX_VALUE);

        assertThat(body.items()).hasSize(100_000);
        assertThat(body.isComplete()).isTrue();
    }

    @Test
    void refusesADemandOfNothing() {
        CollectingSubscriber body = CollectingSubscriber.to(body(UNDISTURBED, "a"));

        body.request(0);

        assertThat(body.failure()).isInstanceOf(IllegalArgumentException.class);
        assertThat(body.items()).isEmpty();
    }

    @Test
    void refusesASecondReader() {
        PacedBody body = body(UNDISTURBED, "a");
        CollectingSubscriber first = CollectingSubscriber.to(body);

        CollectingSubscriber second = CollectingSubscriber.to(body);
        first.request(1);

        assertThat(second.failure()).isInstanceOf(IllegalStateException.class);
        assertThat(first.text()).isEqualTo("a");
    }

    @Test
    void tellsTheReaderWhenAChunkCannotBeMade() {
        RuntimeException reason = new IllegalStateException("no chunk");
        Iterator<byte[]> broken = Stream.<byte[]>generate(() -> {
                    throw reason;
                })
                .iterator();
        CollectingSubscriber body = CollectingSubscriber.to(new PacedBody(() -> broken, UNDISTURBED, timer));

        body.request(1);

        assertThat(body.failure()).isSameAs(reason);
    }

    @Test
    void leavesNothingWaitingWhenItIsCancelledDuringADelay() {
        timer.setRemoveOnCancelPolicy(true);
        CollectingSubscriber body = CollectingSubscriber.to(body(delayed(Duration.ofHours(1), Duration.ZERO), "a"));
        body.request(1);
        assertThat(timer.getQueue()).hasSize(1);

        body.cancel();

        assertThat(timer.getQueue()).isEmpty();
        assertThat(body.items()).isEmpty();
    }

    @Test
    void leavesNothingWaitingAfterItsLastChunk() {
        CollectingSubscriber body = CollectingSubscriber.to(body(delayed(Duration.ZERO, Duration.ofHours(1)), "a"));

        body.request(1);

        assertThat(body.isComplete()).isTrue();
        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void waitsForDemandAfterTheDelay() {
        CollectingSubscriber body =
                CollectingSubscriber.to(body(delayed(Duration.ofMillis(1), Duration.ofMillis(1)), "a", "b"));
        assertThat(body.hearsNothingFor(Duration.ofMillis(20))).isTrue();

        body.request(1);
        body.awaitItems(1, PATIENCE);
        assertThat(body.hearsNothingFor(Duration.ofMillis(20))).isTrue();
        body.request(1);
        body.awaitEnd(PATIENCE);

        assertThat(body.text()).isEqualTo("ab");
    }

    private PacedBody body(Misbehaviour misbehaviour, String... chunks) {
        List<byte[]> bytes = Stream.of(chunks)
                .map(chunk -> chunk.getBytes(StandardCharsets.UTF_8))
                .toList();
        return new PacedBody(bytes, misbehaviour, timer);
    }

    private static Misbehaviour delayed(Duration delay, Duration chunkDelay) {
        return new Misbehaviour(delay, chunkDelay, 0, Misbehaviour.NEVER);
    }
}
