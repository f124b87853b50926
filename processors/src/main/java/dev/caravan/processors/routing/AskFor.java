package dev.caravan.processors.routing;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.Operation;

/**
 * Notes an operation whose body is not read but streamed through, and refuses a rest of the path that is not safe to append to
 * a provider's URL: 400 {@code invalid_path}.
 */
public final class AskFor implements CallStep {

    private final Operation operation;

    public AskFor(Operation operation) {
        this.operation = operation;
    }

    @Override
    public void apply(Call call) {
        SafePath.check("/" + call.request().pathVariables().getOrDefault("*", ""));
        call.asks(operation);
    }
}
