package dev.caravan.processors.evals.kinds;

import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.RecordedExchange;
import dev.caravan.spi.exchange.Score;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Checks the completion; exchanges without one are not scored.
 *
 * @param check what is wrong with a completion, empty for nothing
 */
record TextCheck(Function<String, String> check) implements Eval {

    @Override
    public CompletionStage<Score> score(RecordedExchange exchange) {
        String completion = exchange.completion();
        if (completion == null) {
            return CompletableFuture.completedFuture(null);
        }
        String fault = check.apply(completion);
        return CompletableFuture.completedFuture(fault.isEmpty() ? Score.PASSED : Score.failed(fault));
    }
}
