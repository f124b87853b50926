package dev.caravan.processors.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.Upgrade.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketRelayTest {

    private final EmbeddedChannel upstream = new EmbeddedChannel();
    private final EmbeddedChannel client = new EmbeddedChannel();
    private final SocketEnd end = SocketEnd.on(upstream, false, 1024);
    private @Nullable SocketClose refusal;
    private final SocketRelay relay = new SocketRelay(
            new UpstreamSocket(end, new DefaultHttpHeaders(), null),
            SocketRules.DEFAULT,
            upstream.eventLoop(),
            frame -> refusal);

    @AfterEach
    void letGo() {
        upstream.finishAndReleaseAll();
        client.finishAndReleaseAll();
    }

    @Test
    void whatTheUpstreamSaidAtOnceGoesOutAtOnce() {
        fromUpstream(new TextWebSocketFrame("early"));

        relay.takeOver(client);

        assertThat(toClient()).containsExactly("early");
    }

    @Test
    void whatIsSaidBehindAGoodbyeIsNotPassedOn() {
        relay.takeOver(client);

        fromUpstream(new CloseWebSocketFrame(4000, "bye"));
        fromUpstream(new TextWebSocketFrame("late"));
        fromClient(new TextWebSocketFrame("into the void"));

        assertThat(toClient()).containsExactly("close 4000 bye");
        assertThat(toUpstream()).containsExactly("into the void");
    }

    @Test
    void bothAreClosedWhenBothHaveSaidGoodbye() {
        relay.takeOver(client);

        fromClient(new CloseWebSocketFrame(4000, "bye"));
        assertThat(toUpstream()).containsExactly("close 4000 bye");
        assertThat(client.isOpen()).isTrue();
        fromUpstream(new CloseWebSocketFrame(4000, "bye"));

        assertThat(toClient()).containsExactly("close 4000 bye");
        assertThat(client.isOpen()).isFalse();
        assertThat(upstream.isOpen()).isFalse();
        assertThat(relay.ending()).isEqualTo(Ending.COMPLETE);
    }

    @Test
    void whoVanishesIsToldOfToTheOther() {
        relay.takeOver(client);

        upstream.close();

        assertThat(toClient()).containsExactly("close 1011 The connection to the provider broke.");
        assertThat(relay.ending()).isEqualTo(Ending.BROKEN);
    }

    @Test
    void aClientThatVanishesClosesTheUpstream() {
        relay.takeOver(client);

        client.close();

        assertThat(toUpstream()).containsExactly("close 1001 ");
        assertThat(upstream.isOpen()).isFalse();
        assertThat(relay.ending()).isEqualTo(Ending.CLIENT_GONE);
    }

    @Test
    void aWatchEndsTheSessionBehindTheFrameThatItSaw() {
        relay.takeOver(client);
        refusal = SocketClose.refused("no more");

        fromUpstream(new TextWebSocketFrame("last"));
        fromUpstream(new TextWebSocketFrame("too late"));

        assertThat(toClient()).containsExactly("last", "close 1008 no more");
        assertThat(toUpstream()).containsExactly("close 1000 ");
        assertThat(relay.bytes()).isEqualTo(4);
    }

    @Test
    void anAnswerThatNobodyTakesLetsGoOfTheUpstream() {
        fromUpstream(new TextWebSocketFrame("early"));

        relay.discard();

        assertThat(upstream.isOpen()).isFalse();
    }

    private void fromUpstream(WebSocketFrame frame) {
        upstream.writeInbound(encoded(frame, false));
    }

    private void fromClient(WebSocketFrame frame) {
        client.writeInbound(encoded(frame, true));
    }

    private List<String> toClient() {
        return decoded(client, false);
    }

    private List<String> toUpstream() {
        return decoded(upstream, true);
    }

    private static ByteBuf encoded(WebSocketFrame frame, boolean masked) {
        EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(masked));
        encoder.writeOutbound(frame);
        return whole(encoder);
    }

    private static List<String> decoded(EmbeddedChannel sent, boolean masked) {
        EmbeddedChannel decoder = new EmbeddedChannel(new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder().expectMaskedFrames(masked).build()));
        decoder.writeInbound(whole(sent));
        List<String> words = new ArrayList<>();
        for (WebSocketFrame frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
            words.add(
                    frame instanceof CloseWebSocketFrame close
                            ? "close " + close.statusCode() + " " + close.reasonText()
                            : frame.content().toString(StandardCharsets.UTF_8));
            frame.release();
        }
        decoder.finishAndReleaseAll();
        return words;
    }

    private static ByteBuf whole(EmbeddedChannel sent) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf piece = sent.readOutbound(); piece != null; piece = sent.readOutbound()) {
            all.writeBytes(piece);
            piece.release();
        }
        return all;
    }
}
