package dev.caravan.processors.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.spi.ModelInfo;
import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class CachedModelCatalogTest {

    private static final DefaultEventLoop LOOP = new DefaultEventLoop();
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final ConfiguredProvider PROVIDER = TestProvider.plain("p");

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<Sinks.One<List<ModelInfo>>> asked = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Duration limit = Duration.ofHours(1);

    @BeforeEach
    void watchTheLog() {
        logger().setLevel(Level.INFO);
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void leaveTheLog() {
        logger().detachAppender(log);
    }

    @AfterAll
    static void stopTheLoop() {
        LOOP.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aListIsFetchedOnceAndRemembered() {
        CachedModelCatalog catalog = catalog();

        CompletableFuture<List<ModelInfo>> first = ask(catalog);
        answer(0, "m");
        clock.addAndGet(FRESH.toNanos() - 1);

        assertThat(first).isCompletedWithValue(models("m"));
        assertThat(ask(catalog)).isCompletedWithValue(models("m"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void allWhoComeBeforeTheFirstListWaitForOneRequest() {
        CachedModelCatalog catalog = catalog();

        CompletableFuture<List<ModelInfo>> first = ask(catalog);
        CompletableFuture<List<ModelInfo>> second = ask(catalog);

        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        answer(0, "m");
        assertThat(first).isCompletedWithValue(models("m"));
        assertThat(second).isCompletedWithValue(models("m"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void anOldListIsGivenWhileOneRequestFetchesANewOne() {
        CachedModelCatalog catalog = catalog();
        ask(catalog);
        answer(0, "old");
        clock.addAndGet(FRESH.toNanos());

        assertThat(ask(catalog)).isCompletedWithValue(models("old"));
        assertThat(ask(catalog)).isCompletedWithValue(models("old"));
        assertThat(asked).hasSize(2);

        answer(1, "new");
        assertThat(ask(catalog)).isCompletedWithValue(models("new"));
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFailureKeepsTheLastGoodListAndIsTriedAgainAfterAPause() {
        CachedModelCatalog catalog = catalog();
        ask(catalog);
        answer(0, "good");
        clock.addAndGet(FRESH.toNanos());
        ask(catalog);
        fail(1, new IllegalStateException());

        clock.addAndGet(PAUSE.toNanos() - 1);
        assertThat(ask(catalog)).isCompletedWithValue(models("good"));
        assertThat(asked).hasSize(2);

        clock.addAndGet(1);
        assertThat(ask(catalog)).isCompletedWithValue(models("good"));
        assertThat(asked).hasSize(3);
    }

    @Test
    void withoutAListAFailureIsToldAtOnceUntilThePauseIsOver() {
        CachedModelCatalog catalog = catalog();
        CompletableFuture<List<ModelInfo>> first = ask(catalog);
        fail(0, new IllegalStateException("down"));

        assertThatThrownBy(first::join).hasRootCauseMessage("down");
        assertThatThrownBy(ask(catalog)::join).hasRootCauseMessage("down");
        assertThat(asked).hasSize(1);

        clock.addAndGet(PAUSE.toNanos());
        assertThat(ask(catalog)).isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFailureIsLoggedWhenItBeginsWhenItChangesAndWhenItIsOver() {
        CachedModelCatalog catalog = catalog();
        List<Throwable> failures = List.of(
                new IllegalStateException("sk-secret"),
                new IllegalStateException("sk-secret again"),
                new UnlistedModelsException("status 401"),
                new UnlistedModelsException("status 401"));
        for (int i = 0; i < failures.size(); i++) {
            ask(catalog);
            fail(i, failures.get(i));
            clock.addAndGet(PAUSE.toNanos());
        }
        ask(catalog);
        answer(4, "m");

        assertThat(log.list)
                .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
                .containsExactly(
                        "WARN provider 'p' does not list its models: IllegalStateException; they are left out",
                        "WARN provider 'p' does not list its models: status 401; they are left out",
                        "INFO provider 'p' lists its models again");
    }

    @Test
    void whoLeavesDoesNotTakeTheRequestAlong() {
        CachedModelCatalog catalog = catalog();
        Disposable impatient = catalog.models(LOOP, PROVIDER).subscribe();
        CompletableFuture<List<ModelInfo>> patient = ask(catalog);

        impatient.dispose();
        answer(0, "m");

        assertThat(patient).isCompletedWithValue(models("m"));
    }

    @Test
    void aRequestThatNeverEndsIsGivenUp() {
        limit = Duration.ofMillis(20);
        CachedModelCatalog catalog = catalog();

        assertThatThrownBy(() -> catalog.models(LOOP, PROVIDER).block(Duration.ofSeconds(10)))
                .hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);
        clock.addAndGet(PAUSE.toNanos());
        ask(catalog);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aSourceThatThrowsOrSaysNothingIsHeardAsAFailureOrAnEmptyList() {
        CachedModelCatalog thrower = new CachedModelCatalog((loop, provider) -> {
            throw new IllegalStateException("at once");
        });
        CachedModelCatalog mute = new CachedModelCatalog((loop, provider) -> Mono.empty());

        assertThatThrownBy(ask(thrower)::join).hasRootCauseMessage("at once");
        assertThat(ask(mute)).isCompletedWithValue(List.of());
    }

    @Test
    void providersDoNotShareAList() {
        CachedModelCatalog catalog = catalog();
        ask(catalog);
        answer(0, "m");

        CompletableFuture<List<ModelInfo>> other =
                catalog.models(LOOP, TestProvider.plain("q")).toFuture();

        assertThat(other).isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void manyThreadsAtOnceCauseOneRequest() throws InterruptedException {
        AtomicInteger requests = new AtomicInteger();
        Sinks.One<List<ModelInfo>> answer = Sinks.one();
        CachedModelCatalog catalog = new CachedModelCatalog((loop, provider) -> {
            requests.incrementAndGet();
            return answer.asMono();
        });
        int threads = 8;
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<List<ModelInfo>>> answers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            answers.add(CompletableFuture.supplyAsync(() -> await(start), task -> new Thread(task).start())
                    .thenCompose(nothing -> ask(catalog)));
        }

        start.countDown();
        assertThat(answers.get(0)).isNotCompletedExceptionally();
        answer.tryEmitValue(models("m"));

        for (CompletableFuture<List<ModelInfo>> each : answers) {
            assertThat(each).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(models("m"));
        }
        assertThat(requests).hasValue(1);
    }

    private static Boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private CachedModelCatalog catalog() {
        return new CachedModelCatalog(this::source, FRESH, PAUSE, limit, clock::get);
    }

    private Mono<List<ModelInfo>> source(EventExecutor loop, ConfiguredProvider provider) {
        Sinks.One<List<ModelInfo>> answer = Sinks.one();
        asked.add(answer);
        return answer.asMono();
    }

    private static CompletableFuture<List<ModelInfo>> ask(CachedModelCatalog catalog) {
        return catalog.models(LOOP, PROVIDER).toFuture();
    }

    private void answer(int request, String... ids) {
        asked.get(request).tryEmitValue(models(ids));
    }

    private void fail(int request, Throwable failure) {
        asked.get(request).tryEmitError(failure);
    }

    private static List<ModelInfo> models(String... ids) {
        List<ModelInfo> models = new ArrayList<>();
        for (String id : ids) {
            models.add(new ModelInfo(id, 0, "o"));
        }
        return models;
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(CachedModelCatalog.class);
    }
}
