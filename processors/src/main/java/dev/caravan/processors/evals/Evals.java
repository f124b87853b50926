package dev.caravan.processors.evals;

import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.spi.exchange.RecordedExchange;
import dev.caravan.spi.exchange.Score;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores exchanges after the ledger has them, away from calls: by the evals of the current configuration, each on its sample.
 * Evals that ask others may have several questions open at a time.
 */
public final class Evals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Evals.class);
    private static final int MOST_OPEN = 64;
    private static final int LARGEST_GROUP = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ScoreStore store;
    private final MeterRegistry metrics;
    private final Semaphore open = new Semaphore(MOST_OPEN);
    private final Queue<ExchangeScore> scored = new ConcurrentLinkedQueue<>();
    private final RecordFeed feed;
    private volatile List<ConfiguredEval> evals = List.of();

    public Evals(ScoreStore store, MeterRegistry metrics) {
        this.store = store;
        this.metrics = metrics;
        this.feed = new RecordFeed("caravan-evals", this::score, this::keep);
        FunctionCounter.builder("caravan.evals.dropped", feed, RecordFeed::dropped)
                .description("Exchanges that no eval has looked at because too many waited")
                .register(metrics);
    }

    /** From now on these score; the ones before are closed. */
    public void use(List<ConfiguredEval> configured) {
        List<ConfiguredEval> before = evals;
        evals = List.copyOf(configured);
        before.forEach(ConfiguredEval::close);
    }

    /** Takes exchanges that were committed; never blocks. */
    public void offer(List<ExchangeRecord> exchanges) {
        if (!evals.isEmpty()) {
            feed.offer(exchanges);
        }
    }

    @Override
    public void close() {
        feed.close();
        keep();
        evals.forEach(ConfiguredEval::close);
    }

    private void score(RecordedExchange exchange) {
        for (ConfiguredEval configured : evals) {
            if (configured.wants(exchange)) {
                score(configured, exchange);
            }
        }
        if (scored.size() >= LARGEST_GROUP) {
            keep();
        }
    }

    private void score(ConfiguredEval configured, RecordedExchange exchange) {
        try {
            if (!open.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                count(configured, "dropped");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        CompletionStage<Score> stage;
        try {
            stage = configured.eval().score(exchange);
        } catch (RuntimeException e) {
            open.release();
            failed(configured, exchange, e);
            return;
        }
        stage.toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((score, failure) -> {
                    open.release();
                    done(configured, exchange, score, failure);
                });
    }

    private void done(
            ConfiguredEval configured, RecordedExchange exchange, @Nullable Score score, @Nullable Throwable failure) {
        if (failure != null) {
            failed(configured, exchange, failure);
        } else if (score != null) {
            count(configured, score.passed() ? "passed" : "failed");
            scored.add(new ExchangeScore(
                    exchange.project(), exchange.key(), exchange.requestId(), configured.name(), score));
        }
    }

    private void failed(ConfiguredEval configured, RecordedExchange exchange, Throwable failure) {
        count(configured, "error");
        LOG.atWarn()
                .addKeyValue("eval", configured.name())
                .addKeyValue("request_id", exchange.requestId())
                .addKeyValue("error", failure.getClass().getName())
                .log("an eval failed");
    }

    private void keep() {
        List<ExchangeScore> group = new ArrayList<>();
        for (ExchangeScore next = scored.poll(); next != null; next = scored.poll()) {
            group.add(next);
        }
        if (group.isEmpty()) {
            return;
        }
        try {
            store.add(group);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("scores", group.size())
                    .addKeyValue("error", e.toString())
                    .log("scores could not be kept");
        }
    }

    /** Evals are few, and named by the operator. */
    private void count(ConfiguredEval configured, String outcome) {
        Counter.builder("caravan.evals")
                .description("Exchanges that evals have scored")
                .tag("eval", configured.name())
                .tag("outcome", outcome)
                .register(metrics)
                .increment();
    }
}
