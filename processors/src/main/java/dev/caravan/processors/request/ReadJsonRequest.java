package dev.caravan.processors.request;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

/**
 * Reads and checks a request's JSON body, and notes in the call what it asks for. The whole body is checked before any other
 * step pays for it. Answers 415 {@code unsupported_media_type}, 413 from the body itself, and 400 {@code invalid_json},
 * {@code invalid_type}, {@code missing_required_parameter}, {@code empty_array}, {@code empty_string} or
 * {@code duplicate_field}, with the field at fault as the error's param.
 */
public final class ReadJsonRequest implements AsyncCallStep {

    private final RequestShape shape;
    private final JsonRequestReader reader;
    private final long maxBody;
    private final Workers workers;
    private final boolean takesForms;

    /**
     * @param shape what the surface demands
     * @param maxBody the most bytes that a body may have
     * @param workers reads large bodies
     */
    public ReadJsonRequest(RequestShape shape, long maxBody, Workers workers) {
        this(shape, maxBody, workers, false);
    }

    private ReadJsonRequest(RequestShape shape, long maxBody, Workers workers, boolean takesForms) {
        this.shape = shape;
        this.reader = new JsonRequestReader(shape);
        this.maxBody = maxBody;
        this.workers = workers;
        this.takesForms = takesForms;
    }

    /** The same also for JSON that is said to be a form: curl says so of whatever it is not told about. */
    public ReadJsonRequest evenAsForm() {
        return new ReadJsonRequest(shape, maxBody, workers, true);
    }

    @Override
    public Mono<Void> apply(Call call) {
        JsonContent.check(call.request().headers(), takesForms);
        Mono<ByteBuf> whole = call.body().whole(maxBody);
        if (whole instanceof Fuseable.ScalarCallable<?> there) {
            return readPresent(call, there);
        }
        return whole.flatMap(bytes -> read(call, bytes));
    }

    /** A body that is already there is read without a subscription. */
    private Mono<Void> readPresent(Call call, Fuseable.ScalarCallable<?> there) {
        try {
            Object bytes = there.call();
            return read(call, bytes == null ? Unpooled.EMPTY_BUFFER : (ByteBuf) bytes);
        } catch (Exception e) {
            return Mono.error(e);
        }
    }

    private Mono<Void> read(Call call, ByteBuf bytes) {
        if (bytes.readableBytes() > Workers.LARGE) {
            bytes.retain();
            return workers.compute(call.loop(), () -> reader.read(bytes), bytes::release)
                    .doOnNext(json -> call.asks(shape.operation(), json))
                    .then();
        }
        call.asks(shape.operation(), reader.read(bytes));
        return Mono.empty();
    }
}
