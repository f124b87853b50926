package dev.caravan.processors.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a request's body, which was checked to be one JSON object, into a tree. */
final class RequestTree {

    private RequestTree() {}

    /**
     * @param body its bytes stay as they are
     * @throws GatewayError 400 when a field is given twice, which the check before lets pass
     */
    static WireRequest of(JsonBody body, @Nullable String model, boolean stream) {
        if (parse(body.bytes()) instanceof ObjectNode object) {
            return new WireRequest(model, stream, object);
        }
        throw GatewayError.badRequest("invalid_json", "A field of your request is given more than once.");
    }

    private static @Nullable JsonNode parse(ByteBuf bytes) {
        return bytes.hasArray()
                ? Json.parse(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes())
                : Json.parse((InputStream) new ByteBufInputStream(bytes.duplicate()));
    }
}
