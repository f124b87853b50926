package dev.caravan.processors.sessions;

import dev.caravan.processors.call.WaitingBody;
import dev.caravan.processors.sessions.RememberSession.Keeping;
import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.StreamDecoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Puts a streamed answer together while it passes by. The piece that completes it waits until the answer is kept; one that breaks off
 * is not kept. One for each stream.
 */
final class PassingAnswer implements WaitingBody.Watcher {

    private static final Logger LOG = LoggerFactory.getLogger(PassingAnswer.class);

    private final StreamDecoder decoder;
    private final Keeping keeping;
    private final AnswerAssembly assembly = new AnswerAssembly();
    private boolean illegible;
    private boolean asked;

    /** @param keeping is asked once, when the answer is complete; tells on the loop of the stream */
    PassingAnswer(StreamDecoder decoder, Keeping keeping) {
        this.decoder = decoder;
        this.keeping = keeping;
    }

    @Override
    public @Nullable Mono<Void> sees(ByteBuf piece) {
        if (asked || illegible || assembly.isComplete()) {
            return null;
        }
        try {
            for (ByteBuffer bytes : piece.nioBuffers()) {
                decoder.decode(bytes, assembly);
            }
        } catch (RuntimeException e) {
            giveUp(e);
        }
        return kept();
    }

    @Override
    public @Nullable Mono<Void> ends() {
        if (!illegible && !assembly.isComplete()) {
            try {
                decoder.end(assembly);
            } catch (RuntimeException e) {
                giveUp(e);
            }
        }
        return kept();
    }

    /** Null where the answer is not whole, or somebody was asked to keep it before. */
    private @Nullable Mono<Void> kept() {
        if (asked || illegible || !assembly.isComplete() || assembly.failure() != null) {
            return null;
        }
        asked = true;
        try {
            return keeping.keep(assembly.answer());
        } catch (RuntimeException e) {
            giveUp(e);
            return null;
        }
    }

    /** What cannot be read is passed on nevertheless. */
    private void giveUp(RuntimeException failure) {
        illegible = true;
        LOG.atWarn().addKeyValue("reason", failure.toString()).log("a streamed answer could not be read");
    }
}
