package dev.caravan.processors.metering;

import dev.caravan.processors.pricing.Count;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the use off a whole JSON answer. Answers tell it at their end, or are short: of a long one the last {@value #KEPT} bytes
 * are kept, and searched backwards.
 */
final class WholeMeter implements AnswerMeter {

    static final int KEPT = 64 * 1024;
    private static final int BYTES_PER_TOKEN = 4;

    private final AnswerFormat format;
    private byte[] bytes = new byte[0];
    private int length;
    private long total;
    private Usage told = Usage.NONE;
    private final ServedTier tier = new ServedTier();
    private @Nullable Count counted;

    WholeMeter(AnswerFormat format) {
        this.format = format;
    }

    @Override
    public void sees(ByteBuf piece) {
        int size = piece.readableBytes();
        int kept = Math.min(size, KEPT);
        makeRoom(kept);
        piece.getBytes(piece.writerIndex() - kept, bytes, length, kept);
        length += kept;
        total += size;
    }

    /** Twice as much as is kept, so that bytes are moved seldom. */
    private void makeRoom(int more) {
        if (length + more > 2 * KEPT) {
            int kept = Math.min(length, KEPT);
            System.arraycopy(bytes, length - kept, bytes, 0, kept);
            length = kept;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(2 * KEPT, Math.max(length + more, 2 * bytes.length)));
        }
    }

    @Override
    public void ended() {
        FieldNames names = format.usage();
        int missing = names.size() + 1;
        for (int i = length - 1; i > 0 && missing > 0; i--) {
            if (bytes[i] == ':' && tells(i, names)) {
                missing--;
            }
        }
        bytes = new byte[0];
        length = 0;
    }

    /** Whether the field with that colon is the use, or the tier. */
    private boolean tells(int colon, FieldNames names) {
        int quote = JsonBytes.nameBefore(bytes, colon, 0);
        if (quote < 0) {
            return false;
        }
        int value = JsonBytes.skipSpaces(bytes, colon + 1, length);
        if (ServedTier.isName(bytes, quote)) {
            return tier.word() == null && tier.reads(bytes, value, length);
        }
        int name = names.endingAt(bytes, quote);
        return name >= 0 && isUsage(name, value);
    }

    private boolean isUsage(int name, int value) {
        int end = JsonBytes.endOfValue(bytes, value, length);
        // A tool's arguments, or its schema, may have a field of the same name deeper inside.
        if (end < 0 || JsonBytes.depth(bytes, end, length) != 1) {
            return false;
        }
        told = told.atLeast(format.read(name, bytes, value, end));
        Count count = format.count(name, bytes, value, end);
        counted = count == null ? counted : count;
        return true;
    }

    @Override
    public @Nullable Count counted() {
        return counted;
    }

    @Override
    public boolean isGuessed() {
        return format.isGuessed();
    }

    @Override
    public Usage told() {
        return told;
    }

    @Override
    public @Nullable String tier() {
        return tier.word();
    }

    @Override
    public long untoldOutput() {
        return format.isText() && told.output() == Usage.UNKNOWN ? total / BYTES_PER_TOKEN : 0;
    }
}
