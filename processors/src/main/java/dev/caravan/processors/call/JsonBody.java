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
 */
public record JsonBody(
        ByteBuf bytes, @Nullable String model, int modelStart, int modelEnd, boolean stream, @Nullable String user) {}
