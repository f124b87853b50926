package dev.caravan.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictRequestDecoderTest {

    private static final String TWO_REQUESTS = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n\n \r\n\0"
            + "GET /b?c HTTP/1.1\r\nHost: h\r\nX: a\tb c\r\n\r\n";

    @Test
    void decodesPipelinedRequestsHoweverTheyAreCut() {
        for (int cut = 0; cut <= TWO_REQUESTS.length(); cut++) {
            assertThat(decode(TWO_REQUESTS.substring(0, cut), TWO_REQUESTS.substring(cut)))
                    .as("cut at %d", cut)
                    .containsExactly("POST /a", "body 5", "GET /b?c", "body 0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: h\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n\tb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\na",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\na",
                "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
                "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                "GET /\r\n\r\n"
            })
    void refusesWhatParsersCouldReadInTwoWays(String request) {
        for (int cut = 0; cut <= request.length(); cut++) {
            assertThat(decode(request.substring(0, cut), request.substring(cut)))
                    .as("cut at %d", cut)
                    .startsWith("refused");
        }
    }

    @Test
    void readsNothingMoreAfterARefusal() {
        assertThat(decode("GET / HTTP/1.1\nHost: h\r\n\r\n", TWO_REQUESTS)).containsExactly("refused", "body 0");
    }

    @Test
    void knowsSinceWhenAHeadIsIncomplete() {
        StrictRequestDecoder decoder = new StrictRequestDecoder(4096, 8192);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);

        assertThat(decoder.headStarted()).isZero();
        channel.writeInbound(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));
        assertThat(decoder.headStarted()).isZero();
        channel.writeInbound(Unpooled.copiedBuffer("GET / HT", StandardCharsets.US_ASCII));
        assertThat(decoder.headStarted()).isNotZero();
        channel.writeInbound(Unpooled.copiedBuffer("TP/1.1\r\nHost: h\r\n\r\n", StandardCharsets.US_ASCII));
        assertThat(decoder.headStarted()).isZero();
        channel.finishAndReleaseAll();
    }

    private static List<String> decode(String... pieces) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder(4096, 8192));
        for (String piece : pieces) {
            channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1));
        }
        List<String> seen = new ArrayList<>();
        int body = 0;
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest request) {
                seen.add(request.decoderResult().isFailure() ? "refused" : request.method() + " " + request.uri());
                body = 0;
            }
            if (message instanceof HttpContent content) {
                body += content.content().readableBytes();
                if (content instanceof io.netty.handler.codec.http.LastHttpContent) {
                    seen.add("body " + body);
                }
            }
            ReferenceCountUtil.release(message);
        }
        channel.finishAndReleaseAll();
        return seen;
    }
}
