package dev.caravan.processors.guardrails;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * JSON that is written in pieces, such as the arguments of a tool call: each of its strings is a text of its own, seen without
 * its escapes, and stays a string whatever is put into it. Names of fields are texts as well, and so are numbers, which become
 * strings where something in them is replaced. What does not begin like JSON is one text.
 */
final class JsonFlow implements TextFlow {

    private static final String STRUCTURE = "{}[],:";

    /** Shorter than {@code false}, or a number that tells nobody anything. */
    private static final int SHORT = 6;

    private static final int LONGEST_BARE = 1024;
    private static final int UNICODE_ESCAPE = 6;

    private enum State {
        START,
        /** No JSON at all. */
        PLAIN,
        STRUCTURE,
        STRING,
        /** A number, a word, or something that should not be there. */
        BARE
    }

    private final Supplier<TextFlow> values;
    private final boolean atOnce;
    private final StringBuilder out = new StringBuilder();
    /** What the open string says, as far as its flow has not seen it. */
    private final StringBuilder decoded = new StringBuilder();
    /** The open value as it is written. */
    private final StringBuilder raw = new StringBuilder();

    private final StringBuilder escape = new StringBuilder(UNICODE_ESCAPE);
    private State state = State.START;
    private @Nullable TextFlow value;

    /**
     * @param values gives a flow for each text
     * @param atOnce whether all of the JSON comes at once: then a text in which nothing was changed stays as it is written
     */
    JsonFlow(Supplier<TextFlow> values, boolean atOnce) {
        this.values = values;
        this.atOnce = atOnce;
    }

    @Override
    public String grow(String more) {
        for (int i = 0; i < more.length(); i++) {
            take(more.charAt(i));
        }
        if (!atOnce) {
            flush();
        }
        return drain();
    }

    @Override
    public String end() {
        if (state == State.STRING || state == State.PLAIN) {
            decoded.append(escape);
            endValue();
        } else if (state == State.BARE) {
            endBare();
        }
        state = State.START;
        return drain();
    }

    private void take(char c) {
        if (state == State.START && !Character.isWhitespace(c)) {
            boolean json = c == '{' || c == '[' || c == '"';
            state = json ? State.STRUCTURE : State.PLAIN;
            value = json ? null : values.get();
        }
        switch (state) {
            case PLAIN -> decoded.append(c);
            case STRING -> takeOfString(c);
            case BARE -> takeOfBare(c);
            case START, STRUCTURE -> takeOfStructure(c);
        }
    }

    private void takeOfStructure(char c) {
        if (c == '"') {
            out.append(c);
            state = State.STRING;
            value = values.get();
        } else if (STRUCTURE.indexOf(c) >= 0 || Character.isWhitespace(c)) {
            out.append(c);
        } else {
            state = State.BARE;
            raw.append(c);
        }
    }

    private void takeOfBare(char c) {
        if (c == '"' || STRUCTURE.indexOf(c) >= 0 || raw.length() >= LONGEST_BARE) {
            endBare();
            state = State.STRUCTURE;
            takeOfStructure(c);
        } else {
            raw.append(c);
        }
    }

    private void takeOfString(char c) {
        if (escape.length() == 0 && c == '"') {
            endValue();
            out.append(c);
            state = State.STRUCTURE;
            return;
        }
        if (atOnce) {
            raw.append(c);
        }
        if (escape.length() > 0) {
            escape.append(c);
            decodeEscape();
        } else if (c == '\\') {
            escape.append(c);
        } else {
            decoded.append(c);
        }
    }

    private void decodeEscape() {
        char kind = escape.charAt(1);
        if (kind == 'u' && escape.length() < UNICODE_ESCAPE) {
            return;
        }
        switch (kind) {
            case 'n' -> decoded.append('\n');
            case 't' -> decoded.append('\t');
            case 'r' -> decoded.append('\r');
            case 'b' -> decoded.append('\b');
            case 'f' -> decoded.append('\f');
            case 'u' -> decodeUnicode();
            default -> decoded.append(kind);
        }
        escape.setLength(0);
    }

    private void decodeUnicode() {
        int character = 0;
        for (int i = 2; i < UNICODE_ESCAPE; i++) {
            int digit = Character.digit(escape.charAt(i), 16);
            if (digit < 0) {
                decoded.append(escape);
                return;
            }
            character = character << 4 | digit;
        }
        decoded.append((char) character);
    }

    /** Shows the open text's flow what it has not seen. */
    private void flush() {
        if (value != null && decoded.length() > 0) {
            write(value.grow(decoded.toString()));
            decoded.setLength(0);
        }
    }

    private void endValue() {
        TextFlow flow = value;
        if (flow == null) {
            return;
        }
        if (atOnce) {
            String text = decoded.toString();
            String after = flow.whole(text);
            if (state == State.STRING && after.equals(text)) {
                out.append(raw);
            } else {
                write(after);
            }
        } else {
            flush();
            write(flow.end());
        }
        value = null;
        decoded.setLength(0);
        raw.setLength(0);
        escape.setLength(0);
    }

    private void endBare() {
        String text = raw.toString();
        raw.setLength(0);
        String after = text.length() < SHORT ? text : values.get().whole(text);
        if (after.equals(text)) {
            out.append(text);
        } else {
            out.append('"');
            JsonEscapes.write(after.strip(), out);
            out.append('"');
        }
    }

    private void write(String text) {
        if (state == State.PLAIN) {
            out.append(text);
        } else {
            JsonEscapes.write(text, out);
        }
    }

    private String drain() {
        String written = out.toString();
        out.setLength(0);
        return written;
    }
}
