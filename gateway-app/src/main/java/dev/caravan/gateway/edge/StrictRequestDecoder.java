package dev.caravan.gateway.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes requests, and refuses what two HTTP parsers could read in two ways (RFC 9112 §2.2, §5.2, §6.3): bare CR or LF and
 * NUL in a head, folded header lines, and Content-Length together with Transfer-Encoding. Such a request comes out with a
 * failed decoder result, as any other that Netty cannot decode.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

    private final HeadCheck headCheck = new HeadCheck();
    private boolean inHead = true;
    private int checked;
    private long headStarted;
    private boolean refused;

    StrictRequestDecoder(int maxUriBytes, int maxHeaderBytes) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxUriBytes)
                .setMaxHeaderSize(maxHeaderBytes)
                .setMaxChunkSize(64 * 1024)
                .setInitialBufferSize(256)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
    }

    /** When the first byte of a head that is not complete yet was seen ({@link System#nanoTime()}), or 0. */
    long headStarted() {
        return headStarted;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (refused) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        if (inHead && buffer.isReadable() && !headIsClean(buffer)) {
            refused = true;
            out.add(refusal(target(buffer), headCheck.fault()));
            buffer.skipBytes(buffer.readableBytes());
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        int before = out.size();
        int readableBefore = buffer.readableBytes();
        super.decode(ctx, buffer, out);
        checked = Math.max(0, checked - (readableBefore - buffer.readableBytes()));
        for (int i = before; i < out.size(); i++) {
            Object message = out.get(i);
            if (message instanceof HttpRequest) {
                inHead = false;
                headStarted = 0;
            }
            if (message instanceof LastHttpContent) {
                inHead = true;
                checked = 0;
                headCheck.reset();
            }
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("Content-Length and Transfer-Encoding together");
    }

    /** Checks the bytes that have come since the last time; false when the head must be refused. */
    private boolean headIsClean(ByteBuf buffer) {
        int start = buffer.readerIndex() + checked;
        int length = buffer.writerIndex() - start;
        if (length > 0 && !headCheck.complete()) {
            int stop = buffer.forEachByte(start, length, headCheck);
            checked = stop < 0 ? buffer.readableBytes() : stop + 1 - buffer.readerIndex();
        }
        if (headStarted == 0 && headCheck.begun()) {
            headStarted = System.nanoTime();
        }
        return headCheck.fault() == null;
    }

    /** Where the request wanted to go, as far as that can be told: by it the refusal finds the caller's dialect. */
    private static String target(ByteBuf head) {
        int length = head.bytesBefore((byte) '\r');
        String line = length < 0 ? "" : head.toString(head.readerIndex(), length, StandardCharsets.ISO_8859_1);
        int start = line.indexOf(" /") + 1;
        int end = line.indexOf(" HTTP/", start);
        boolean isThere = start > 0 && end > start;
        String target = isThere ? line.substring(start, end) : "/";
        return target.chars().allMatch(c -> c > ' ' && c < 0x7f) ? target : "/";
    }

    private static HttpRequest refusal(String target, @Nullable String reason) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(reason)));
        return request;
    }

    /** Looks at each byte of a head once, and stops behind its blank line. */
    private static final class HeadCheck implements ByteProcessor {

        private byte previous = '\n';
        private boolean lineEmpty = true;
        private boolean firstLine = true;
        private boolean complete;
        private @Nullable String fault;

        void reset() {
            previous = '\n';
            lineEmpty = true;
            firstLine = true;
            complete = false;
            fault = null;
        }

        /** Whether more has come than the empty lines that may stand before a request (RFC 9112 §2.2). */
        boolean begun() {
            return !(firstLine && lineEmpty);
        }

        boolean complete() {
            return complete;
        }

        @Nullable
        String fault() {
            return fault;
        }

        @Override
        public boolean process(byte value) {
            if (value > ' ') {
                if (previous == '\r') {
                    return fail("bare CR in the head");
                }
                lineEmpty = false;
            } else if (value == '\n') {
                if (previous != '\r') {
                    return fail("bare LF in the head");
                }
                if (lineEmpty && !firstLine) {
                    complete = true;
                    return false;
                }
                firstLine &= lineEmpty;
                lineEmpty = true;
            } else if (value == 0) {
                return fail("NUL in the head");
            } else if (previous == '\r') {
                return fail("bare CR in the head");
            } else if (previous == '\n' && value != '\r') {
                return fail("folded header line");
            } else if (value != '\r') {
                lineEmpty = false;
            }
            previous = value;
            return true;
        }

        private boolean fail(String reason) {
            fault = reason;
            return false;
        }
    }
}
