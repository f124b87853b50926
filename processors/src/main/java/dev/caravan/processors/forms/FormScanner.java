package dev.caravan.processors.forms;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.search.AbstractSearchProcessorFactory;
import io.netty.buffer.search.SearchProcessor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the bytes of a form as they go by, cut anywhere, and keeps the few short fields that the gateway has to know. Nothing
 * of the files is kept. It takes a form only as RFC 2046 §5.1 has it: where readers are known to differ (a delimiter behind half a
 * line's end, a field that is given twice, a form without an end) the form is refused, so that no provider sees another model than
 * the one that was checked. Reads one form; used on one thread.
 */
final class FormScanner {

    static final String MODEL = "model";

    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int LONGEST_VALUE = 1024;
    private static final Set<String> KEPT = Set.of(MODEL, "stream", "n", "user");

    private enum State {
        /** Before the first delimiter, or in the contents of a part. */
        CONTENT,
        /** Behind a delimiter, in the same line. */
        DELIMITER,
        /** In the headers of a part. */
        HEAD,
        /** Behind the last delimiter. */
        END
    }

    private final SearchProcessor search;
    private final int delimiterLength;
    private final Map<String, String> fields = new LinkedHashMap<>();

    /** The last bytes before the current piece; the line's end before the first byte of all is imagined. */
    private final byte[] before;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream(128);
    private final ByteArrayOutputStream value = new ByteArrayOutputStream(64);
    private State state = State.CONTENT;
    private boolean inPart;
    private byte previous;
    private long position;
    private long contentStart;
    private @Nullable String keeping;
    private long modelStart = -1;
    private long modelEnd = -1;

    /** @param delimiter two hyphens and the boundary */
    FormScanner(byte[] delimiter) {
        search = AbstractSearchProcessorFactory.newKmpSearchProcessorFactory(delimiter)
                .newSearchProcessor();
        delimiterLength = delimiter.length;
        before = new byte[delimiter.length + 2];
        before[before.length - 2] = '\r';
        before[before.length - 1] = '\n';
    }

    /**
     * Looks at the next piece; does not change, move or keep it.
     *
     * @throws dev.caravan.spi.GatewayError 400 when the form is malformed, or can be read in more than one way
     */
    void sees(ByteBuf piece) {
        int at = piece.readerIndex();
        while (at < piece.writerIndex() && state != State.END) {
            if (state == State.CONTENT) {
                at = content(piece, at);
            } else {
                byte next = piece.getByte(at);
                long behind = position + at - piece.readerIndex() + 1;
                if (state == State.DELIMITER) {
                    delimiter(next);
                } else {
                    head(next, behind);
                }
                at++;
            }
        }
        remember(piece);
        position += piece.readableBytes();
    }

    /** @throws dev.caravan.spi.GatewayError 400 when more had to come */
    void ended() {
        if (state != State.END) {
            throw FormErrors.invalid("it ends before its last delimiter");
        }
    }

    /** Whether the last delimiter has gone by: no field comes any more. */
    boolean isOver() {
        return state == State.END;
    }

    /** The model; null as long as it has not gone by as a whole. */
    @Nullable
    String model() {
        return fields.get(MODEL);
    }

    /** The value of a field that is kept; null as long as it has not gone by. */
    @Nullable
    String field(String name) {
        return fields.get(name);
    }

    /** How many bytes of the form stand before the model; -1 without one. */
    long modelStart() {
        return modelStart;
    }

    /** How many bytes of the form stand before the model's end; -1 without one. */
    long modelEnd() {
        return modelEnd;
    }

    private int content(ByteBuf piece, int from) {
        int found = piece.forEachByte(from, piece.writerIndex() - from, search);
        int until = found < 0 ? piece.writerIndex() : found + 1;
        if (keeping != null) {
            keep(piece, from, until);
        }
        if (found >= 0) {
            long start = position + until - piece.readerIndex() - delimiterLength;
            if (beginsLine(piece, start)) {
                endPart(start - 2);
            }
        }
        return until;
    }

    /** Whether a delimiter that was found stands at the start of a line, and so is one. */
    private boolean beginsLine(ByteBuf piece, long start) {
        byte last = byteAt(piece, start - 1);
        if (last != '\n' && last != '\r') {
            return false;
        }
        boolean wholeEnd = last == '\n' && byteAt(piece, start - 2) == '\r';
        if (!wholeEnd || (inPart && start < contentStart + 2)) {
            throw FormErrors.invalid("a delimiter does not stand behind a line's end (CRLF) of its own");
        }
        return true;
    }

    private byte byteAt(ByteBuf piece, long at) {
        return at >= position
                ? piece.getByte(piece.readerIndex() + (int) (at - position))
                : before[before.length - (int) (position - at)];
    }

    private void remember(ByteBuf piece) {
        int size = Math.min(before.length, piece.readableBytes());
        System.arraycopy(before, size, before, 0, before.length - size);
        piece.getBytes(piece.writerIndex() - size, before, before.length - size, size);
    }

    private void keep(ByteBuf piece, int from, int until) {
        int length = until - from;
        if (value.size() + length > LONGEST_VALUE + delimiterLength + 2) {
            throw tooLong();
        }
        byte[] bytes = new byte[length];
        piece.getBytes(from, bytes);
        value.writeBytes(bytes);
    }

    /** @param end how many bytes of the form stand before the line's end that belongs to the delimiter */
    private void endPart(long end) {
        if (keeping != null) {
            int length = (int) (end - contentStart);
            if (length > LONGEST_VALUE) {
                throw tooLong();
            }
            String text = new String(Arrays.copyOf(value.toByteArray(), length), StandardCharsets.UTF_8);
            if (keeping.equals(MODEL)) {
                if (text.isEmpty()) {
                    throw FormErrors.field("empty_string", MODEL, "Invalid '%s': it cannot be an empty string.", MODEL);
                }
                modelStart = contentStart;
                modelEnd = end;
            }
            fields.put(keeping, text);
            keeping = null;
        }
        previous = 0;
        state = State.DELIMITER;
    }

    /** What follows a delimiter: two hyphens for the last one; else a line's end, perhaps behind spaces. */
    private void delimiter(byte next) {
        boolean padding = next == ' ' || next == '\t';
        if (previous == '-' && next == '-') {
            state = State.END;
        } else if (previous == '\r' && next == '\n') {
            head.reset();
            previous = 0;
            state = State.HEAD;
        } else if ((previous == 0 && next == '-') || (previous == ' ' || previous == 0) && (padding || next == '\r')) {
            previous = padding ? (byte) ' ' : next;
        } else {
            throw FormErrors.invalid("a delimiter is followed by something else than a line's end (CRLF)");
        }
    }

    private void head(byte next, long behind) {
        if ((previous == '\r') != (next == '\n') || next == 0) {
            throw FormErrors.invalid("a part has a malformed header");
        }
        if (head.size() == LONGEST_HEAD) {
            throw FormErrors.invalid("the headers of a part are longer than " + LONGEST_HEAD + " bytes");
        }
        previous = next;
        head.write(next);
        if (next == '\n') {
            String lines = head.toString(StandardCharsets.UTF_8);
            if (lines.length() == 2 || lines.endsWith("\r\n\r\n")) {
                beginPart(lines.length() == 2 ? null : PartHead.parse(lines), behind);
            }
        }
    }

    private void beginPart(@Nullable PartHead part, long start) {
        inPart = true;
        contentStart = start;
        state = State.CONTENT;
        search.reset();
        value.reset();
        String name = part == null ? null : part.name();
        if (part == null || name == null) {
            return;
        }
        if (KEPT.contains(name)) {
            if (fields.containsKey(name)) {
                throw FormErrors.field("duplicate_field", name, "Duplicate field: '%s' is given more than once.", name);
            }
            if (part.isFile() || !part.isPlain()) {
                throw FormErrors.field("invalid_type", name, "Invalid type for '%s': expected plain text.", name);
            }
            keeping = name;
        } else if (name.strip().equalsIgnoreCase(MODEL)) {
            // Some readers do not mind the case, and would take it for the model.
            throw FormErrors.field("duplicate_field", name, "Field '%s' reads like '%s': write that.", name, MODEL);
        }
    }

    private RuntimeException tooLong() {
        String name = keeping == null ? MODEL : keeping;
        return FormErrors.field(
                "string_above_max_length", name, "Invalid '%s': longer than %d bytes.", name, LONGEST_VALUE);
    }
}
