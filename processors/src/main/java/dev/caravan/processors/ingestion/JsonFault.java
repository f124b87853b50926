package dev.caravan.processors.ingestion;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a text stops being JSON, in the words and with the position of Python's {@code json}, which FastAPI passes on to its
 * clients. Unlike Python it takes neither {@code NaN} nor infinities. It is asked only about texts that could not be read.
 *
 * @param message what was expected: {@code Expecting value}
 * @param position how many characters precede the fault; one outside the basic plane counts once
 */
record JsonFault(String message, int position) {

    /** Deeper ones are told as they are, not followed: they are refused in any case. */
    private static final int DEEPEST = 1000;

    private static final int LONGEST_NUMBER = 1000;
    private static final int LONGEST_NAME = 50_000;

    /**
     * Finds the first fault.
     *
     * @return null when the bytes are not UTF-8, which has no position in characters
     */
    static @Nullable JsonFault in(byte[] body) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
        try {
            Scanner scanner = new Scanner(text);
            scanner.document();
            if (scanner.refused != null) {
                throw scanner.refused;
            }
            // What else is JSON, and not taken.
            return new JsonFault("A field is given more than once", 0);
        } catch (Found fault) {
            return new JsonFault(fault.message(), text.codePointCount(0, fault.at));
        }
    }

    /** Whether a name, as it is written, has half of a surrogate pair in it. */
    private static boolean hasHalfPair(String name) {
        boolean half = false;
        for (int i = 0; i < name.length(); i++) {
            char next = name.charAt(i);
            if (next == '\\') {
                i++;
                if (name.charAt(i) == 'u') {
                    next = (char) Integer.parseInt(name, i + 1, i + 5, 16);
                    i += 4;
                }
            }
            if (half != Character.isLowSurrogate(next)) {
                return true;
            }
            half = Character.isHighSurrogate(next);
        }
        return half;
    }

    private static boolean isTooGreat(String number) {
        if (number.length() > LONGEST_NUMBER) {
            return true;
        }
        try {
            return new BigDecimal(number).precision() > LONGEST_NUMBER;
        } catch (NumberFormatException exponent) {
            return true;
        }
    }

    private static final class Found extends Exception {

        private static final long serialVersionUID = 1L;

        private final int at;

        Found(String message, int at) {
            super(message, null, false, false);
            this.at = at;
        }

        String message() {
            return String.valueOf(getMessage());
        }
    }

    /** Reads a text from left to right and throws at its first fault. */
    private static final class Scanner {

        private static final String DELIMITER = "Expecting ',' delimiter";

        private final String text;
        private int at;
        private int depth;

        /** The first thing that is JSON, but none that is taken. */
        private @Nullable Found refused;

        Scanner(String text) {
            this.text = text;
            this.at = text.startsWith("\uFEFF") ? 1 : 0;
        }

        void document() throws Found {
            skipSpace();
            value();
            skipSpace();
            if (at < text.length()) {
                throw new Found("Extra data", at);
            }
        }

        private void value() throws Found {
            switch (peek()) {
                case '"' -> string();
                case '{' -> nested(this::object);
                case '[' -> nested(this::array);
                case 't' -> word("true");
                case 'f' -> word("false");
                case 'n' -> word("null");
                default -> number();
            }
        }

        private void nested(Part part) throws Found {
            if (++depth > DEEPEST) {
                throw new Found("Nested too deeply", at);
            }
            part.read();
            depth--;
        }

        private void object() throws Found {
            at++;
            skipSpace();
            if (peek() == '}') {
                at++;
                return;
            }
            while (true) {
                if (peek() != '"') {
                    throw new Found("Expecting property name enclosed in double quotes", at);
                }
                int name = at;
                string();
                if (at - name > LONGEST_NAME) {
                    refuse("The name of a field is too long", name);
                } else if (hasHalfPair(text.substring(name + 1, at - 1))) {
                    refuse("The name of a field has half of a surrogate pair", name);
                }
                skipSpace();
                if (peek() != ':') {
                    throw new Found("Expecting ':' delimiter", at);
                }
                at++;
                skipSpace();
                value();
                if (ends('}')) {
                    return;
                }
            }
        }

        private void refuse(String message, int at) {
            refused = refused == null ? new Found(message, at) : refused;
        }

        private void array() throws Found {
            at++;
            skipSpace();
            if (peek() == ']') {
                at++;
                return;
            }
            do {
                value();
            } while (!ends(']'));
        }

        /** Whether that end comes; else a comma has to, and what follows it is next. */
        private boolean ends(char end) throws Found {
            skipSpace();
            char next = peek();
            if (next != end && next != ',') {
                throw new Found(DELIMITER, at);
            }
            at++;
            if (next == ',') {
                skipSpace();
            }
            return next == end;
        }

        private void string() throws Found {
            int start = at++;
            while (true) {
                char next = peek();
                if (at >= text.length()) {
                    throw new Found("Unterminated string starting at", start);
                } else if (next == '"') {
                    at++;
                    return;
                } else if (next < ' ') {
                    throw new Found("Invalid control character at", at);
                } else if (next == '\\') {
                    escape(start);
                } else {
                    at++;
                }
            }
        }

        private void escape(int start) throws Found {
            int backslash = at++;
            if (at >= text.length()) {
                throw new Found("Unterminated string starting at", start);
            }
            if ("\"\\/bfnrt".indexOf(peek()) >= 0) {
                at++;
                return;
            }
            if (peek() != 'u') {
                throw new Found("Invalid \\escape", backslash);
            }
            for (int i = 1; i <= 4; i++) {
                if (at + i >= text.length() || Character.digit(text.charAt(at + i), 16) < 0) {
                    throw new Found("Invalid \\uXXXX escape", at);
                }
            }
            at += 5;
        }

        private void word(String word) throws Found {
            if (!text.startsWith(word, at)) {
                throw new Found("Expecting value", at);
            }
            at += word.length();
        }

        private void number() throws Found {
            int start = at;
            int digits = peek() == '-' ? at + 1 : at;
            at = digits;
            if (peek() == '0') {
                at++;
            } else {
                skipDigits();
            }
            if (at == digits) {
                throw new Found("Expecting value", start);
            }
            fraction();
            exponent();
            if (isTooGreat(text.substring(start, at))) {
                refuse("A number has too many digits", start);
            }
        }

        private void fraction() {
            int before = at;
            if (peek() == '.') {
                at++;
                skipDigits();
                at = at == before + 1 ? before : at;
            }
        }

        private void exponent() {
            int before = at;
            if (peek() == 'e' || peek() == 'E') {
                at++;
                at += peek() == '+' || peek() == '-' ? 1 : 0;
                int digits = at;
                skipDigits();
                at = at == digits ? before : at;
            }
        }

        private void skipDigits() {
            while (peek() >= '0' && peek() <= '9') {
                at++;
            }
        }

        private void skipSpace() {
            while (" \t\n\r".indexOf(peek()) >= 0) {
                at++;
            }
        }

        /** The next character; at the end one that JSON has no use for. */
        private char peek() {
            return at < text.length() ? text.charAt(at) : '\uFFFF';
        }
    }

    /** One kind of nested value. */
    private interface Part {

        void read() throws Found;
    }
}
