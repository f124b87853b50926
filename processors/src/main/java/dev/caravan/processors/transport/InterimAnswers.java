package dev.caravan.processors.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Passes over what a server says before its answer (RFC 9110 §15.2): 102 and 103, for instance. The HTTP client would take such a one
 * for the answer, and what follows for the answer to the connection's next request. 100 and 101 mean something to it. Stands
 * behind the codec, one for each channel.
 */
public final class InterimAnswers extends ChannelInboundHandlerAdapter {

    private boolean passing;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        passing |= message instanceof HttpResponse response && isInterim(response.status());
        if (!passing) {
            ctx.fireChannelRead(message);
            return;
        }
        passing = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
        if (!passing) {
            // Who reads one message at a time has not got one yet.
            ctx.read();
        }
    }

    private static boolean isInterim(HttpResponseStatus status) {
        return status.codeClass() == HttpStatusClass.INFORMATIONAL
                && status.code() != HttpResponseStatus.CONTINUE.code()
                && status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }
}
