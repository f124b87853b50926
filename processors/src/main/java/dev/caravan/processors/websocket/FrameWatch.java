package dev.caravan.processors.websocket;

import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** Looks at what the other side says to the client. Used on one event loop. */
@FunctionalInterface
public interface FrameWatch {

    /**
     * Looks at the next frame, fragments and control frames included; does not change or keep it.
     *
     * @return why the session has to end behind this frame; null when it goes on
     */
    @Nullable
    SocketClose sees(WebSocketFrame frame);
}
