package dev.caravan.processors.upstream;

import io.netty.buffer.ByteBuf;

/** Knows from the events that went by whether a stream has come to its proper end. One for each stream. */
interface StreamEnd {

    /** Looks at whole events on their way; must not change or keep them. */
    void sees(ByteBuf events);

    /** Whether a stream that ends here is whole. */
    boolean complete();
}
