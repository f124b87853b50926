package dev.caravan.processors.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a WebSocket whose handshake is over. It reads from its socket when it is asked to, and tells whoever listens what
 * has come; what comes before somebody listens waits. Confined to the channel's event loop.
 */
final class SocketEnd extends ChannelInboundHandlerAdapter {

    /** Is told what comes. */
    interface Listener {

        /** The next frame; belongs to the listener. */
        void frame(WebSocketFrame frame);

        /** What one turn of the event loop has brought was told. */
        void pause();

        /** The socket takes more again. */
        void writable();

        /** The socket is closed; nothing follows. */
        void gone();
    }

    private final Channel channel;
    private final Deque<WebSocketFrame> early = new ArrayDeque<>(2);
    private @Nullable Listener listener;
    private boolean reading;
    private boolean gone;

    private SocketEnd(Channel channel) {
        this.channel = channel;
    }

    /**
     * Adds the protocol to a channel that reads when it is asked to.
     *
     * @param isServer whether the other side is the client: frames from it are masked, and those to it are not
     */
    static SocketEnd on(Channel channel, boolean isServer, int maxFrame) {
        SocketEnd end = new SocketEnd(channel);
        ChannelPipeline pipeline = channel.pipeline();
        // The decoder says by the encoder what is wrong with a frame, and closes the connection.
        pipeline.addLast(new WebSocket13FrameEncoder(!isServer));
        pipeline.addLast(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(isServer)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .maxFramePayloadLength(maxFrame)
                .closeOnProtocolViolation(true)
                .build()));
        pipeline.addLast(end);
        return end;
    }

    /** Tells from now on what comes, and first what has come already. */
    void listen(Listener who) {
        listener = who;
        while (!early.isEmpty()) {
            who.frame(early.poll());
        }
        if (gone) {
            who.gone();
        }
    }

    /** Asks the socket for more, when that is not under way. */
    void read() {
        if (!reading && !gone) {
            reading = true;
            channel.read();
        }
    }

    /** Whether the socket takes more. */
    boolean isWritable() {
        return channel.isWritable();
    }

    /** Sends a frame with the next flush. */
    void write(WebSocketFrame frame) {
        channel.write(frame, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    /** Closes the socket when everything is sent. */
    void close() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes the socket at once. */
    void cut() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            ReferenceCountUtil.release(message);
        } else if (listener == null) {
            early.add(frame);
        } else {
            listener.frame(frame);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (listener != null) {
            listener.pause();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (listener != null && channel.isWritable()) {
            listener.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone = true;
        if (listener != null) {
            listener.gone();
        } else {
            early.forEach(ReferenceCountUtil::release);
            early.clear();
        }
    }

    /** Of a frame that is wrong the decoder has told the other side, and closes when that is sent. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof CorruptedWebSocketFrameException)) {
            ctx.close();
        }
    }
}
