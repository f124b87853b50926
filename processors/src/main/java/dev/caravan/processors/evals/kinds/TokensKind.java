package dev.caravan.processors.evals.kinds;

import dev.caravan.spi.Settings;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.EvalKind;

/** How many tokens the exchange used in all: {@code at-least}, {@code at-most}. */
public final class TokensKind implements EvalKind {

    @Override
    public String name() {
        return "tokens";
    }

    @Override
    public Eval create(Settings settings) {
        return FigureCheck.read(
                settings,
                "The number",
                " tokens",
                exchange -> exchange.usage().equals(Usage.NONE)
                        ? -1
                        : exchange.usage().total());
    }
}
