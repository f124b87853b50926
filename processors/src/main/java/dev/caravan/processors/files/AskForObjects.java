package dev.caravan.processors.files;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import java.util.function.Function;

/** Notes that a call asks for a collection: to list it, or to put something into it. Its body is not read. */
public final class AskForObjects implements CallStep {

    private final Function<Call, ObjectApi> api;

    /** @param api the API that a call means */
    public AskForObjects(Function<Call, ObjectApi> api) {
        this.api = api;
    }

    @Override
    public void apply(Call call) {
        call.asks(api.apply(call).operation());
    }
}
