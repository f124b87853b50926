package dev.caravan.processors.request;

import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.dialect.JsonText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Puts another model into a JSON body and leaves every other byte as it is. */
public final class ModelRewrite {

    private ModelRewrite() {}

    /**
     * @param json the body as the client sent it; its bytes, indexes and reference count stay
     * @param model the model as the upstream names it, or null to leave the body as it is
     * @return a buffer that shares the client's bytes and belongs to the caller, who releases it. A body without a model gets
     *     one as its first field
     */
    public static ByteBuf rewrite(JsonBody json, @Nullable String model) {
        ByteBuf bytes = json.bytes();
        if (model == null || model.equals(json.model())) {
            return bytes.retainedSlice();
        }
        if (json.modelStart() >= 0) {
            return replace(bytes, json.modelStart(), json.modelEnd(), JsonText.quoted(model));
        }
        int inside = bytes.bytesBefore((byte) '{') + bytes.readerIndex() + 1;
        String field = "\"model\":" + JsonText.quoted(model) + (isEmptyObject(bytes, inside) ? "" : ",");
        return replace(bytes, inside, inside, field);
    }

    private static ByteBuf replace(ByteBuf bytes, int start, int end, String text) {
        return Unpooled.wrappedBuffer(
                bytes.retainedSlice(bytes.readerIndex(), start - bytes.readerIndex()),
                Unpooled.wrappedBuffer(JsonText.bytes(text)),
                bytes.retainedSlice(end, bytes.writerIndex() - end));
    }

    private static boolean isEmptyObject(ByteBuf bytes, int inside) {
        int next = bytes.forEachByte(inside, bytes.writerIndex() - inside, octet -> octet <= ' ');
        return next < 0 || bytes.getByte(next) == '}';
    }
}
