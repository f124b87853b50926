package dev.caravan.processors.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheredFlushTest {

    private final List<String> seen = new ArrayList<>();

    private final EmbeddedChannel channel = new EmbeddedChannel(new Watch(), new GatheredFlush());

    @Test
    void whatIsFlushedInOneTurnGoesOutAtItsEndAndOnce() {
        List<String> seenInTurn = new ArrayList<>();
        turn(() -> {
            channel.pipeline().write("a");
            channel.pipeline().flush();
            channel.pipeline().write("b");
            channel.pipeline().flush();
            seenInTurn.addAll(seen);
        });

        assertThat(seenInTurn).containsExactly("a", "b");
        assertThat(seen).containsExactly("a", "b", "flush");
    }

    @Test
    void theNextTurnHasAFlushOfItsOwn() {
        turn(() -> channel.pipeline().flush());
        turn(() -> channel.pipeline().flush());

        assertThat(seen).containsExactly("flush", "flush");
    }

    @Test
    void nothingIsLostWhenTheChannelIsClosedInTheSameTurn() {
        turn(() -> {
            channel.pipeline().write("last");
            channel.pipeline().flush();
            channel.pipeline().close();
        });

        assertThat(seen).containsExactly("last", "flush", "close");
    }

    @Test
    void nothingIsLostWhenTheHandlerIsTakenOut() {
        turn(() -> {
            channel.pipeline().write("last");
            channel.pipeline().flush();
            channel.pipeline().remove(GatheredFlush.class);
        });

        assertThat(seen).containsExactly("last", "flush");
    }

    @Test
    void aCloseWithNothingToFlushIsOnlyAClose() {
        channel.pipeline().close();

        assertThat(seen).containsExactly("close");
    }

    private void turn(Runnable work) {
        channel.eventLoop().execute(work);
        channel.runPendingTasks();
    }

    /** Stands where the system is, and takes what is written. */
    private final class Watch extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            seen.add(message.toString());
            promise.setSuccess();
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            seen.add("flush");
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            seen.add("close");
            ctx.close(promise);
        }
    }
}
