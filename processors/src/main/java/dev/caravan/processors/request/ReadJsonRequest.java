package dev.caravan.processors.request;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
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
        HttpHeaders headers = call.request().headers();
        refuseOtherContent(headers.get(HttpHeaderNames.CONTENT_TYPE));
        refuseCompression(headers.get(HttpHeaderNames.CONTENT_ENCODING));
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

    private void refuseOtherContent(@Nullable String contentType) {
        if (contentType == null || contentType.equals("application/json")) {
            return;
        }
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
        boolean json = type.isEmpty()
                || type.equalsIgnoreCase("application/json")
                || (startsWithIgnoreCase(type, "application/") && endsWithIgnoreCase(type, "+json"))
                || (takesForms && type.equalsIgnoreCase("application/x-www-form-urlencoded"));
        if (!json) {
            throw GatewayError.of(
                    415, "unsupported_media_type", "Unsupported content type '%s': send application/json.", type);
        }
    }

    private static void refuseCompression(@Nullable String encoding) {
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw GatewayError.of(
                    415, "unsupported_content_encoding", "Unsupported content encoding: send the JSON as it is.");
        }
    }

    private static boolean startsWithIgnoreCase(String text, String start) {
        return text.regionMatches(true, 0, start, 0, start.length());
    }

    private static boolean endsWithIgnoreCase(String text, String end) {
        return text.regionMatches(true, text.length() - end.length(), end, 0, end.length());
    }
}
