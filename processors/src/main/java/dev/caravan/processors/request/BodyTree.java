package dev.caravan.processors.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A request's body, which was checked to be one JSON object, as a tree; and another body in its place. */
public final class BodyTree {

    private BodyTree() {}

    /**
     * The call's body, parsed when it is asked for first. Whoever wants to change something changes a copy.
     *
     * @throws GatewayError 400 when a field is given twice, which the check before lets pass
     * @throws IllegalStateException when the request is not read yet
     */
    public static ObjectNode of(Call call) {
        ObjectNode known = call.tree();
        if (known != null) {
            return known;
        }
        ObjectNode parsed = parse(body(call));
        call.parsedAs(parsed);
        return parsed;
    }

    /** The same, on a worker where the body is large. Told on the call's event loop, at once where there is no need to wait. */
    public static Mono<ObjectNode> of(Call call, Workers workers) {
        ByteBuf bytes = body(call).bytes();
        if (call.tree() != null || bytes.readableBytes() <= Workers.LARGE) {
            return Mono.just(of(call));
        }
        bytes.retain();
        return workers.compute(call.loop(), () -> of(call), bytes::release);
    }

    /** A tree of the body that belongs to the caller alone. */
    public static ObjectNode parse(JsonBody body) {
        ByteBuf bytes = body.bytes();
        JsonNode tree = bytes.hasArray()
                ? Json.parse(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes())
                : Json.parse((InputStream) new ByteBufInputStream(bytes.duplicate()));
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw GatewayError.badRequest("invalid_json", "A field of your request is given more than once.");
    }

    /**
     * Puts another body in the place of the client's: every later step sees this one. Model, stream and user stay as they were
     * read.
     *
     * @param changed the new body; belongs to the call from now on
     */
    public static void replace(Call call, ObjectNode changed) {
        JsonBody before = body(call);
        ByteBuf bytes = Unpooled.wrappedBuffer(Json.bytes(changed));
        JsonBody after = new JsonRequestReader(RequestShape.ANY).read(bytes);
        boolean inBody = before.modelStart() >= 0;
        call.rewritten(
                before.withBytes(bytes, inBody ? after.modelStart() : -1, inBody ? after.modelEnd() : -1), changed);
    }

    /**
     * Makes the call one that asks for something else than what its client wrote.
     *
     * @param made the whole body; belongs to the call from now on
     */
    public static void ask(Call call, Operation operation, ObjectNode made) {
        call.asks(operation, new JsonRequestReader(RequestShape.ANY).read(Unpooled.wrappedBuffer(Json.bytes(made))));
        call.parsedAs(made);
    }

    private static JsonBody body(Call call) {
        @Nullable JsonBody body = call.json();
        if (body == null) {
            throw new IllegalStateException("the request is not read yet");
        }
        return body;
    }
}
