package dev.caravan.spi.exchange;

import java.util.concurrent.CompletionStage;

/** Scores exchanges after the fact; the score is stored with the record. Thread-safe. */
public interface Eval extends AutoCloseable {

    /**
     * Scores one. Runs on a thread of its own, and may block shortly; what asks others completes later.
     *
     * @return null within it when there is nothing to score, as where there is no completion. A failure is counted and logged
     */
    CompletionStage<Score> score(RecordedExchange exchange);

    /** It is not needed any more. */
    @Override
    default void close() {}
}
