package dev.caravan.processors.forms;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.ReadJsonRequest;
import dev.caravan.spi.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads the beginning of a request that is a form, up to its model, and notes in the call what it asks for. The rest is read
 * when it is sent. Answers 415 {@code unsupported_media_type}, and 400 {@code invalid_form}, {@code invalid_type}, {@code
 * duplicate_field}, {@code empty_string} or {@code string_above_max_length}, with the field at fault as the error's param.
 */
public final class ReadFormRequest implements AsyncCallStep {

    private final Operation operation;
    private final @Nullable ReadJsonRequest json;

    public ReadFormRequest(Operation operation) {
        this(operation, null);
    }

    private ReadFormRequest(Operation operation, @Nullable ReadJsonRequest json) {
        this.operation = operation;
        this.json = json;
    }

    /** The same for a surface that takes JSON as well. */
    public ReadFormRequest orJson(ReadJsonRequest reader) {
        return new ReadFormRequest(operation, reader);
    }

    @Override
    public Mono<Void> apply(Call call) {
        if (json != null && !FormContent.isForm(call.request().headers())) {
            return json.apply(call);
        }
        FormBody form = new FormBody(
                call.body(),
                new FormScanner(FormContent.delimiter(call.request().headers())));
        call.onEnd(form::close);
        long since = System.nanoTime();
        return form.readHead()
                .doOnTerminate(() -> call.clock().waitedForBody(System.nanoTime() - since))
                .doOnSuccess(nothing -> call.asks(operation, form));
    }
}
