package dev.caravan.processors.call;

import dev.caravan.processors.dialect.ErrorDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Makes the calls that the gateway makes by itself on the way of a client's: under the same id, on the same event loop and in the
 * name of the same caller. Who makes one ends it.
 */
public final class OwnCalls {

    private OwnCalls() {}

    /** A call without a body, whose errors are told as the client's are. */
    public static Call beside(Call call, CallRequest request, CallClock clock) {
        return beside(call, request, Unpooled.EMPTY_BUFFER, call.errorDialect(), clock);
    }

    /** @param body in memory that needs no release */
    public static Call beside(Call call, CallRequest request, ByteBuf body, ErrorDialect errors, CallClock clock) {
        Call own = new Call(call.id(), call.loop(), request, new MemoryBody(body), errors, clock);
        if (call.principal() != null) {
            own.authenticatedAs(call.principal());
        }
        return own;
    }
}
