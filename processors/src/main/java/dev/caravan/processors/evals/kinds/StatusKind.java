package dev.caravan.processors.evals.kinds;

import dev.caravan.spi.Settings;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.EvalKind;

/** The status of the answer: {@code at-least}, {@code at-most}. */
public final class StatusKind implements EvalKind {

    @Override
    public String name() {
        return "status";
    }

    @Override
    public Eval create(Settings settings) {
        return FigureCheck.read(
                settings, "The status", "", exchange -> exchange.status() == 0 ? -1 : exchange.status());
    }
}
