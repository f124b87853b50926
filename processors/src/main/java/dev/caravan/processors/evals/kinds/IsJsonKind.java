package dev.caravan.processors.evals.kinds;

import dev.caravan.spi.Settings;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.EvalKind;
import dev.caravan.spi.wire.Json;

/** Whether the completion is one JSON value. */
public final class IsJsonKind implements EvalKind {

    @Override
    public String name() {
        return "is-json";
    }

    @Override
    public Eval create(Settings settings) {
        return new TextCheck(completion -> Json.parse(completion) == null ? "It is no JSON." : "");
    }
}
