package dev.caravan.processors.routing;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.Operation;
import java.util.regex.Pattern;

/**
 * Notes an operation whose body is not read but streamed through, and refuses a rest of the path that is not safe to append to
 * a provider's URL: 400 {@code invalid_path}. What is posted must be an action on something stored, {@code resp_1/cancel}, else
 * 404 {@code unknown_url}: a model call such as {@code compact} has a route of its own, which no other spelling leads past.
 */
public final class AskFor implements CallStep {

    private static final Pattern ACTION = Pattern.compile("[^/]+/+[^/].*");

    private final Operation operation;

    public AskFor(Operation operation) {
        this.operation = operation;
    }

    @Override
    public void apply(Call call) {
        String below = call.request().pathVariables().getOrDefault("*", "");
        SafePath.check("/" + below);
        if (call.request().method().equals("POST") && !ACTION.matcher(below).matches()) {
            throw RefuseUnknownPath.unknown(call);
        }
        call.asks(operation);
    }
}
