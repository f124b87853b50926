package dev.caravan.processors.metering;

import dev.caravan.spi.chat.Usage;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the use off a stream of server-sent events, or of lines of JSON, cut anywhere. Only what stands in a field that tells it
 * is parsed. Of a line that is longer than {@value #LONGEST} bytes the last half of so many is looked at.
 */
final class StreamMeter implements AnswerMeter {

    static final int LONGEST = 128 * 1024;
    private static final int BYTES_PER_TOKEN = 4;

    /** An event has its use at its top, or in the one object that it is about. */
    private static final int DEEPEST = 2;

    private final AnswerFormat format;
    private final boolean isLines;
    private byte[] bytes = new byte[1024];
    private int length;
    private Usage told = Usage.NONE;
    private final ServedTier tier = new ServedTier();
    private long grownBytes;
    private long grownPieces;

    /** Until where the bytes that are looked at belong to an event whose use was told. */
    private int toldUntil;

    /** @param isLines whether each line is an event, and not each block of lines */
    StreamMeter(AnswerFormat format, boolean isLines) {
        this.format = format;
        this.isLines = isLines;
    }

    @Override
    public void sees(ByteBuf piece) {
        int from = piece.readerIndex();
        int left = piece.readableBytes();
        while (left > 0) {
            makeRoom(left);
            int part = Math.min(left, bytes.length - length);
            piece.getBytes(from, bytes, length, part);
            length += part;
            from += part;
            left -= part;
            scanWholeLines(length - part);
        }
    }

    private void makeRoom(int more) {
        if (length == LONGEST) {
            length = LONGEST / 2;
            System.arraycopy(bytes, LONGEST - length, bytes, 0, length);
        }
        if (length + more > bytes.length) {
            int wanted = (int) Math.min(LONGEST, Math.max((long) length + more, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, wanted);
        }
    }

    /** @param known where the bytes begin among which there may be a line's end */
    private void scanWholeLines(int known) {
        int end = length;
        while (end > known && bytes[end - 1] != '\n') {
            end--;
        }
        if (end > known) {
            scan(end);
            length -= end;
            System.arraycopy(bytes, end, bytes, 0, length);
        }
    }

    @Override
    public void ended() {
        scan(length);
        length = 0;
        bytes = new byte[0];
    }

    private void scan(int end) {
        toldUntil = 0;
        byte[] json = bytes;
        for (int i = JsonBytes.colon(json, 1, end); i < end; i = JsonBytes.colon(json, i + 1, end)) {
            int quote = JsonBytes.nameBefore(json, i, 0);
            if (quote > 0) {
                i = field(quote, i, end);
            }
        }
    }

    /** Reads a field if it is one that counts. Gives the index from which to go on. */
    private int field(int quote, int colon, int end) {
        int value = JsonBytes.skipSpaces(bytes, colon + 1, end);
        if (value == end) {
            return colon;
        }
        if (bytes[value] == '"') {
            if (ServedTier.isName(bytes, quote)) {
                tier.reads(bytes, value, endOfEvent(value, end));
                return colon;
            }
            return format.growing().endingAt(bytes, quote) < 0 ? colon : grown(value, end);
        }
        int name = bytes[value] == 'n' ? -1 : format.usage().endingAt(bytes, quote);
        int after = name < 0 ? -1 : JsonBytes.endOfValue(bytes, value, end);
        if (after < 0) {
            return colon;
        }
        int endOfEvent = endOfEvent(after, end);
        int depth = JsonBytes.depth(bytes, after, endOfEvent);
        if (depth >= 1 && depth <= DEEPEST) {
            tell(format.read(name, bytes, value, after), endOfEvent);
            readTier(value, after, endOfEvent);
        }
        return after - 1;
    }

    /** Anthropic tells the tier among what was used. */
    private void readTier(int value, int after, int endOfEvent) {
        for (int i = JsonBytes.colon(bytes, value, after); i < after; i = JsonBytes.colon(bytes, i + 1, after)) {
            int quote = JsonBytes.nameBefore(bytes, i, value);
            if (quote > 0 && ServedTier.isName(bytes, quote)) {
                tier.reads(bytes, JsonBytes.skipSpaces(bytes, i + 1, after), endOfEvent);
            }
        }
    }

    /** What has grown by now is told by now. */
    private void tell(Usage report, int endOfEvent) {
        told = told.atLeast(report);
        if (report.output() != Usage.UNKNOWN) {
            grownBytes = 0;
            grownPieces = 0;
            toldUntil = endOfEvent;
        }
    }

    private int grown(int quote, int end) {
        int after = JsonBytes.endOfString(bytes, quote, end);
        int size = after - quote - 2;
        if (size > 0 && quote >= toldUntil) {
            grownBytes += size;
            grownPieces++;
        }
        return after - 1;
    }

    private int endOfEvent(int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\n' && (isLines || i + 1 == end || bytes[i + 1] == '\n' || bytes[i + 1] == '\r')) {
                return i;
            }
        }
        return end;
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

    /** A piece is one token at least. */
    @Override
    public long untoldOutput() {
        return Math.max(grownPieces, grownBytes / BYTES_PER_TOKEN);
    }
}
