package dev.caravan.processors.call;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A JSON request body and the few fields that the gateway reads from it on the side; the bytes stay as the client sent them.
 *
 * @param bytes the whole body; belongs to the call's {@link RequestBody}
 * @param model the value of {@code model}, or null
 * @param modelStart the offset in {@code bytes} of the opening quote of the model's value, -1 without a model
 * @param modelEnd the offset behind its closing quote, -1 without a model
 * @param stream whether {@code stream} is true
 * @param user the end user whom the client named ({@code safety_identifier}, else {@code user}), or null
 * @param previousResponse the stored response that this one goes on from ({@code previous_response_id}), or null; read of
 *     OpenAI's responses alone
 * @param store whether the provider may be asked for the answer later: {@code store} is not false; read like that one
 * @param background whether the provider goes on with the answer when it has told that it will; read like that one
 */
public record JsonBody(
        ByteBuf bytes,
        @Nullable String model,
        int modelStart,
        int modelEnd,
        boolean stream,
        @Nullable String user,
        @Nullable String previousResponse,
        boolean store,
        boolean background) {

    /** A body that has nothing to do with stored responses. */
    public JsonBody(
            ByteBuf bytes,
            @Nullable String model,
            int modelStart,
            int modelEnd,
            boolean stream,
            @Nullable String user) {
        this(bytes, model, modelStart, modelEnd, stream, user, null, false, false);
    }

    /**
     * Other bytes that ask for the same.
     *
     * @param otherStart where the model's value begins in them, as {@link #modelStart}
     * @param otherEnd where it ends, as {@link #modelEnd}
     */
    public JsonBody withBytes(ByteBuf other, int otherStart, int otherEnd) {
        return new JsonBody(other, model, otherStart, otherEnd, stream, user, previousResponse, store, background);
    }
}
