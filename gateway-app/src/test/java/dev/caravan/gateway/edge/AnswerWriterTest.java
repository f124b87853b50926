package dev.caravan.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** What a client has of an answer, and what has happened by then. */
class AnswerWriterTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aWholeAnswerIsOverBeforeTheClientHasIt() {
        start(Answer.text(200, "done"));

        assertThat(told).containsExactly("complete with 0 sent", "written");
        assertThat(channel.outboundMessages()).hasSize(2);
    }

    @Test
    void theLastPieceOfAKnownLengthWaitsForTheEnd() {
        Sinks.Many<ByteBuf> body = body(new DefaultHttpHeaders().set("content-length", "4"));

        body.tryEmitNext(piece("do"));
        assertThat(channel.outboundMessages()).hasSize(1);
        body.tryEmitNext(piece("ne"));
        assertThat(channel.outboundMessages()).hasSize(1);
        body.tryEmitComplete();

        assertThat(told).containsExactly("complete with 1 sent", "written");
        assertThat(channel.outboundMessages()).hasSize(3);
    }

    @Test
    void theEndOfAKnownLengthIsAskedForAlsoWhenTheClientReadsSlowly() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        AtomicLong asked = new AtomicLong();
        Sinks.Many<ByteBuf> body = Sinks.many().unicast().onBackpressureBuffer();
        Flux<ByteBuf> watched = body.asFlux().doOnRequest(asked::addAndGet);
        start(new Answer(200, new DefaultHttpHeaders().set("content-length", "4"), watched));

        body.tryEmitNext(piece("done"));

        assertThat(channel.isWritable()).isFalse();
        assertThat(asked).hasValue(2);
        body.tryEmitComplete();
        assertThat(told).containsExactly("complete with 0 sent", "written");
    }

    @Test
    void eachPieceOfAnUnknownLengthIsSentAtOnce() {
        Sinks.Many<ByteBuf> body = body(new DefaultHttpHeaders());

        body.tryEmitNext(piece("a"));
        assertThat(channel.outboundMessages()).hasSize(1);
        body.tryEmitNext(piece("b"));
        assertThat(channel.outboundMessages()).hasSize(2);
        assertThat(told).isEmpty();
    }

    @Test
    void theHeadDoesNotWaitForTheBody() {
        channel.write("head");

        body(new DefaultHttpHeaders().set("content-length", "4"));

        assertThat(channel.outboundMessages()).hasSize(1);
    }

    @Test
    void aBodyThatBreaksIsNotComplete() {
        Sinks.Many<ByteBuf> body = body(new DefaultHttpHeaders().set("content-length", "4"));

        body.tryEmitNext(piece("do"));
        body.tryEmitError(new IllegalStateException("cut"));

        assertThat(told).containsExactly("broken by cut");
    }

    private Sinks.Many<ByteBuf> body(HttpHeaders headers) {
        Sinks.Many<ByteBuf> body = Sinks.many().unicast().onBackpressureBuffer();
        start(new Answer(200, headers, body.asFlux()));
        return body;
    }

    private void start(Answer answer) {
        AnswerWriter.Listener listener = new AnswerWriter.Listener() {
            @Override
            public void complete() {
                told.add("complete with " + channel.outboundMessages().size() + " sent");
            }

            @Override
            public void written() {
                told.add("written");
            }

            @Override
            public void broken(Throwable cause) {
                told.add("broken by " + cause.getMessage());
            }
        };
        new AnswerWriter(channel.pipeline().firstContext(), listener, false).start(answer);
    }

    private static ByteBuf piece(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
