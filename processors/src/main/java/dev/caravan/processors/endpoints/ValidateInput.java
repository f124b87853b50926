package dev.caravan.processors.endpoints;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.schema.SchemaFault;
import dev.caravan.spi.GatewayError;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Turns away what is not of the endpoint's input schema: 422 {@code invalid_input} with each fault and its JSON pointer. The
 * input is what the user says last. Calls without such a schema go on at once.
 */
public final class ValidateInput implements AsyncCallStep {

    private final Workers workers;

    /** @param workers looks at large inputs */
    public ValidateInput(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        EndpointCall endpoint = call.endpoint();
        TextSchema schema =
                endpoint == null ? null : endpoint.endpoint().schemas().input();
        JsonBody body = call.json();
        if (endpoint == null || schema == null || body == null) {
            return Mono.empty();
        }
        if (body.bytes().readableBytes() <= Workers.LARGE) {
            refuse(endpoint, faults(call, schema));
            return Mono.empty();
        }
        body.bytes().retain();
        return workers.compute(call.loop(), () -> faults(call, schema), body.bytes()::release)
                .doOnNext(faults -> refuse(endpoint, faults))
                .then();
    }

    private static List<SchemaFault> faults(Call call, TextSchema schema) {
        ChatInput input = ChatInput.of(BodyTree.of(call).path("messages"));
        return input.exists()
                ? schema.faults(input.text())
                : List.of(new SchemaFault("", "there is no message of the role 'user'"));
    }

    private static void refuse(EndpointCall endpoint, List<SchemaFault> faults) {
        if (!faults.isEmpty()) {
            throw GatewayError.of(
                            422,
                            "invalid_input",
                            "Input does not match the schema of endpoint '%s': %s.",
                            endpoint.endpoint().slug(),
                            TextSchema.told(faults))
                    .withParam("messages");
        }
    }
}
