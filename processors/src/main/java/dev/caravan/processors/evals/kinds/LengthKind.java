package dev.caravan.processors.evals.kinds;

import dev.caravan.spi.Settings;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.EvalKind;

/** How many characters the completion has: {@code at-least}, {@code at-most}. */
public final class LengthKind implements EvalKind {

    @Override
    public String name() {
        return "length";
    }

    @Override
    public Eval create(Settings settings) {
        return FigureCheck.read(settings, "The length", " characters", exchange -> {
            String completion = exchange.completion();
            return completion == null ? -1 : completion.codePointCount(0, completion.length());
        });
    }
}
