package dev.caravan.processors.metering;

import dev.caravan.processors.pricing.Count;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Reads what an answer has used off its bytes as they go by. One for each answer; used on one thread. */
interface AnswerMeter {

    /** Looks at the next bytes; does not change, move or keep the buffer. */
    void sees(ByteBuf piece);

    /** No more bytes come: the answer is complete, or it broke, or its reader left. */
    void ended();

    /** What the answer has told by now; {@link Usage#NONE} where it has told nothing. */
    Usage told();

    /** How urgently the provider has served it, in its own word; null where it does not say. */
    @Nullable
    String tier();

    /** What the answer has told by now that is not counted in tokens; null where it has told no such thing. */
    default @Nullable Count counted() {
        return null;
    }

    /** Whether what the answer does not tell is guessed. */
    boolean isGuessed();

    /** The tokens that have gone by and are not told of, as their bytes let guess. */
    long untoldOutput();
}
