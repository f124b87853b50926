package dev.caravan.processors.websocket;

import dev.caravan.processors.call.Upgrade;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Joins a client's WebSocket with one upstream: every frame goes to the other side as it came, fragments, pings and pongs and the
 * closing with its code included. Each side is read while the other one takes what was read. When one side goes without a word
 * the other is told. Confined to the call's event loop.
 */
public final class SocketRelay implements Upgrade {

    /** How long a side may take to say goodbye. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final UpstreamSocket socket;
    private final SocketRules rules;
    private final EventExecutor loop;
    private final FrameWatch watch;
    private final Side upstream;
    private @Nullable Side client;
    private @Nullable ScheduledFuture<?> timer;
    private Ending ending = Ending.CLIENT_GONE;
    private long lastFrame = System.nanoTime();
    private long bytes;

    /** @param watch looks at what the upstream says */
    public SocketRelay(UpstreamSocket socket, SocketRules rules, EventExecutor loop, FrameWatch watch) {
        this.socket = socket;
        this.rules = rules;
        this.loop = loop;
        this.watch = watch;
        this.upstream = new Side(socket.end());
    }

    @Override
    public void takeOver(Channel channel) {
        Side taken = new Side(SocketEnd.on(channel, true, rules.maxFrame()));
        client = taken;
        taken.other = upstream;
        upstream.other = taken;
        lastFrame = System.nanoTime();
        watchIdle(rules.idle());
        upstream.end.listen(upstream);
        taken.end.listen(taken);
        // What the upstream has said at once goes out without waiting for more.
        taken.end.flush();
        upstream.end.read();
        taken.end.read();
    }

    @Override
    public void discard() {
        socket.close();
    }

    @Override
    public void goAway() {
        endWith(SocketClose.SHUTDOWN);
    }

    @Override
    public Ending ending() {
        return ending;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /** Says goodbye to both sides. */
    private void endWith(SocketClose why) {
        ending = Ending.COMPLETE;
        if (client != null) {
            client.say(why);
        }
        upstream.say(SocketClose.NORMAL);
        awaitGoodbyes();
    }

    private void awaitGoodbyes() {
        schedule(GRACE, this::closeBoth);
    }

    private void closeBoth() {
        if (timer != null) {
            timer.cancel(false);
        }
        if (client != null) {
            client.end.close();
        }
        upstream.end.close();
    }

    private void watchIdle(Duration delay) {
        schedule(delay, this::checkIdle);
    }

    private void checkIdle() {
        Duration left = rules.idle().minusNanos(System.nanoTime() - lastFrame);
        if (left.isNegative() || left.isZero()) {
            endWith(SocketClose.IDLE);
        } else {
            watchIdle(left);
        }
    }

    private void schedule(Duration delay, Runnable work) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = loop.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** One of both, and what was said to and by it. */
    private final class Side implements SocketEnd.Listener {

        private final SocketEnd end;
        private @Nullable Side other;

        /** It was told that the session ends: nothing more is sent to it. */
        private boolean told;

        /** It has said that the session ends: nothing more is heard from it. */
        private boolean saidGoodbye;

        Side(SocketEnd end) {
            this.end = end;
        }

        @Override
        public void frame(WebSocketFrame frame) {
            lastFrame = System.nanoTime();
            Side to = other;
            if (to == null || saidGoodbye) {
                frame.release();
            } else if (frame instanceof CloseWebSocketFrame goodbye) {
                goodbye(goodbye, to);
            } else if (to.told) {
                frame.release();
            } else {
                pass(frame, to);
            }
        }

        private void pass(WebSocketFrame frame, Side to) {
            SocketClose close = null;
            if (this == upstream) {
                bytes += frame.content().readableBytes();
                close = watch.sees(frame);
            }
            to.end.write(frame);
            if (close != null) {
                endWith(close);
            }
        }

        private void goodbye(CloseWebSocketFrame frame, Side to) {
            saidGoodbye = true;
            ending = ending == Ending.BROKEN ? Ending.BROKEN : Ending.COMPLETE;
            if (to.told) {
                frame.release();
            } else {
                to.told = true;
                to.end.write(frame);
                to.end.flush();
            }
            boolean clientIsDone = this == client && told;
            if (to.saidGoodbye || clientIsDone) {
                closeBoth();
            } else {
                awaitGoodbyes();
            }
        }

        /** Tells it that the session ends, unless it was told. */
        void say(SocketClose why) {
            if (!told) {
                told = true;
                end.write(new CloseWebSocketFrame(why.code(), why.reason()));
                end.flush();
            }
        }

        @Override
        public void pause() {
            Side to = other;
            if (to != null) {
                to.end.flush();
                if (to.end.isWritable() || to.told) {
                    end.read();
                }
            }
        }

        @Override
        public void writable() {
            if (other != null) {
                other.end.read();
            }
        }

        @Override
        public void gone() {
            Side to = other;
            if (to == null) {
                return;
            }
            if (this == upstream && !saidGoodbye && !told) {
                ending = Ending.BROKEN;
                to.say(SocketClose.UPSTREAM_GONE);
                awaitGoodbyes();
            } else if (this == upstream && !to.told) {
                // It was told goodbye and left without an answer.
                to.say(SocketClose.NORMAL);
                closeBoth();
            } else if (this == upstream && !to.saidGoodbye) {
                awaitGoodbyes();
            } else {
                to.say(SocketClose.CLIENT_GONE);
                closeBoth();
            }
        }
    }
}
