package dev.caravan.processors.evals.kinds;

import dev.caravan.spi.Settings;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.RecordedExchange;
import dev.caravan.spi.exchange.Score;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/**
 * Checks a figure of an exchange; where that is not known nothing is scored.
 *
 * @param figure the figure, negative when it is not known
 */
record FigureCheck(String what, String unit, ToLongFunction<RecordedExchange> figure, long least, long most)
        implements Eval {

    /** Reads {@code at-least} and {@code at-most}. */
    static FigureCheck read(Settings settings, String what, String unit, ToLongFunction<RecordedExchange> figure) {
        if (settings.text("at-least").isEmpty() && settings.text("at-most").isEmpty()) {
            throw settings.invalid("at-most", "is missing", "Write at-most, at-least or both");
        }
        int least = settings.integer("at-least", 0, 0, Integer.MAX_VALUE);
        int most = settings.integer("at-most", Integer.MAX_VALUE, least, Integer.MAX_VALUE);
        return new FigureCheck(what, unit, figure, least, most);
    }

    @Override
    public CompletionStage<Score> score(RecordedExchange exchange) {
        long value = figure.applyAsLong(exchange);
        if (value < 0) {
            return CompletableFuture.completedFuture(null);
        }
        if (value >= least && value <= most) {
            return CompletableFuture.completedFuture(Score.PASSED);
        }
        String bound = value > most ? "at most " + most : "at least " + least;
        return CompletableFuture.completedFuture(
                Score.failed(what + " is " + value + unit + ", to be " + bound + unit + "."));
    }
}
