package dev.caravan.processors.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class ReadJsonRequestTest {

    private static final String SMALL = chat("hi");
    private static final String LARGE = chat("漢".repeat(100_000));

    private final Scheduler workers = Schedulers.newSingle("test-worker");
    private final ReadJsonRequest read = new ReadJsonRequest(RequestShape.CHAT, 1 << 25, new Workers(workers));

    @AfterEach
    void stopWorkers() {
        workers.dispose();
    }

    @Test
    void readsASmallBodyAtOnce() {
        ByteBuf bytes = buffer(SMALL);
        Call call = call(bytes);

        Mono<Void> done = read.apply(call);

        assertThat(done).isSameAs(Mono.<Void>empty());
        assertThat(call.operation()).isEqualTo(Operation.CHAT_COMPLETIONS);
        assertThat(call.model()).isEqualTo("m");
        assertThat(call.stream()).isTrue();
        assertThat(call.json()).isNotNull().extracting(json -> json.bytes()).isSameAs(bytes);
        assertReleasedByOneRelease(bytes);
    }

    @Test
    void waitsForABodyThatIsStillToCome() {
        ByteBuf bytes = buffer(SMALL);
        Sinks.One<ByteBuf> later = Sinks.one();
        Call call = TestCall.post("/v1/chat/completions").body(later.asMono()).build();

        StepVerifier.create(read.apply(call))
                .then(() -> assertThat(call.json()).isNull())
                .then(() -> later.tryEmitValue(bytes))
                .verifyComplete();

        assertThat(call.model()).isEqualTo("m");
        assertReleasedByOneRelease(bytes);
    }

    @Test
    void readsALargeBodyOffTheEventLoopAndComesBackToIt() throws Exception {
        ByteBuf bytes = buffer(LARGE);
        DefaultEventLoop loop = new DefaultEventLoop();
        Call call = TestCall.post("/v1/chat/completions")
                .loop(loop)
                .body(Mono.just(bytes))
                .build();
        CountDownLatch done = new CountDownLatch(1);

        try {
            loop.submit(() -> {
                        read.apply(call).subscribe(nothing -> {}, failure -> {}, () -> {
                            if (loop.inEventLoop()) {
                                done.countDown();
                            }
                        });
                        assertThat(call.json()).isNull();
                    })
                    .get(10, TimeUnit.SECONDS);

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(call.model()).isEqualTo("m");
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
        assertReleasedByOneRelease(bytes);
    }

    @Test
    void tellsWhatIsWrongWithALargeBody() {
        ByteBuf bytes = buffer(LARGE + "x");

        StepVerifier.create(read.apply(call(bytes)))
                .expectErrorSatisfies(e -> assertThat(((GatewayError) e).code()).isEqualTo("invalid_json"))
                .verify(Duration.ofSeconds(10));

        assertReleasedByOneRelease(bytes);
    }

    @Test
    void keepsALargeBodyAliveWhileAWorkerReadsItForAClientThatLeft() throws Exception {
        ByteBuf bytes = buffer(LARGE);
        CountDownLatch workerMayGo = new CountDownLatch(1);
        workers.schedule(() -> awaitQuietly(workerMayGo));
        Call call = call(bytes);

        Disposable subscription = read.apply(call).subscribe();
        subscription.dispose();
        bytes.release();
        assertThat(bytes.refCnt()).isEqualTo(1);
        workerMayGo.countDown();
        CountDownLatch workerIsDone = new CountDownLatch(1);
        workers.schedule(workerIsDone::countDown);

        assertThat(workerIsDone.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bytes.refCnt()).isZero();
        assertThat(call.json()).isNull();
    }

    @Test
    void shedsALargeBodyWhenNoWorkerTakesIt() {
        ByteBuf bytes = buffer(LARGE);
        Scheduler full = Schedulers.fromExecutor(task -> {
            throw new RejectedExecutionException("full");
        });

        StepVerifier.create(new ReadJsonRequest(RequestShape.CHAT, 1 << 25, new Workers(full)).apply(call(bytes)))
                .expectErrorSatisfies(e -> {
                    assertThat(((GatewayError) e).status()).isEqualTo(503);
                    assertThat(((GatewayError) e).retryAfter()).isNotNull();
                })
                .verify(Duration.ofSeconds(10));

        assertReleasedByOneRelease(bytes);
    }

    @Test
    void hasAnEmptyBodyTurnedAway() {
        Call call = TestCall.post("/v1/chat/completions").build();

        StepVerifier.create(read.apply(call))
                .expectErrorSatisfies(e -> assertThat(((GatewayError) e).text()).contains("it is empty"))
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void handsOnTheErrorOfABodyThatIsTooLong() {
        GatewayError tooLong = GatewayError.of(413, "request_too_large", "limit 32 MiB");
        Call call =
                TestCall.post("/v1/chat/completions").body(Mono.error(tooLong)).build();

        StepVerifier.create(read.apply(call))
                .expectErrorMatches(e -> e == tooLong)
                .verify(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "Application/JSON ;x=y",
                "application/vnd.api+json",
                ""
            })
    void takesJsonByWhateverNameItComes(String contentType) {
        ByteBuf bytes = buffer(SMALL);
        Call call = TestCall.post("/v1/chat/completions")
                .header("content-type", contentType)
                .body(Mono.just(bytes))
                .build();

        assertThatCode(() -> read.apply(call)).doesNotThrowAnyException();
        bytes.release();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonp",
                "text/vnd.api+json",
                "json"
            })
    void turnsAwayOtherContentBeforeItReadsTheBody(String contentType) {
        Call call = TestCall.post("/v1/chat/completions")
                .header("content-type", contentType)
                .body(Mono.error(new AssertionError("read")))
                .build();

        GatewayError error = catchThrowableOfType(GatewayError.class, () -> read.apply(call));

        assertThat(error.status()).isEqualTo(415);
        assertThat(error.code()).isEqualTo("unsupported_media_type");
    }

    @Test
    void turnsAwayACompressedBody() {
        Call call = TestCall.post("/v1/chat/completions")
                .header("content-encoding", "gzip")
                .build();

        assertThat(catchThrowableOfType(GatewayError.class, () -> read.apply(call))
                        .status())
                .isEqualTo(415);
    }

    private static String chat(String content) {
        return "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}";
    }

    private static ByteBuf buffer(String text) {
        return PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Call call(ByteBuf bytes) {
        return TestCall.post("/v1/chat/completions").body(Mono.just(bytes)).build();
    }

    private static void assertReleasedByOneRelease(ByteBuf bytes) {
        assertThat(bytes.release()).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
