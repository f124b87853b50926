package dev.caravan.processors.forms;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A header's value and its parameters, as in {@code form-data; name="model"} (RFC 9110 §5.6.6). What two readers may read in two
 * ways is refused: a provider must not see another field than the gateway has checked.
 *
 * @param value what stands before the first semicolon, in lower case
 * @param parameters by their names in lower case
 */
record HeaderParameters(String value, Map<String, String> parameters) {

    /** @throws dev.caravan.spi.GatewayError 400 when it cannot be read in one way only */
    static HeaderParameters parse(String text) {
        int semicolon = text.indexOf(';');
        int end = semicolon < 0 ? text.length() : semicolon;
        Reading reading = new Reading(text, end);
        while (reading.next()) {}
        return new HeaderParameters(text.substring(0, end).strip().toLowerCase(Locale.ROOT), reading.parameters);
    }

    private static final class Reading {

        private final String text;
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private int at;

        /** @param at where a semicolon stands, or the end */
        Reading(String text, int at) {
            this.text = text;
            this.at = at;
        }

        /** Reads a parameter; false at the end. */
        boolean next() {
            if (at == text.length()) {
                return false;
            }
            at++;
            skipSpaces();
            if (at == text.length()) {
                return false;
            }
            int equals = text.indexOf('=', at);
            String name = equals < 0 ? "" : text.substring(at, equals).toLowerCase(Locale.ROOT);
            if (!isToken(name)) {
                throw FormErrors.invalid("a header has a malformed parameter");
            }
            at = equals + 1;
            String value = at < text.length() && text.charAt(at) == '"' ? quoted() : plain();
            if (parameters.put(name, value) != null) {
                throw FormErrors.invalid("a header has a parameter twice");
            }
            return true;
        }

        private String quoted() {
            int end = text.indexOf('"', at + 1);
            if (end < 0) {
                throw FormErrors.invalid("a header has a quote that does not end");
            }
            // Some readers let a backslash escape the quote, others do not.
            if (text.charAt(end - 1) == '\\') {
                throw FormErrors.invalid("a header has a quote behind a backslash; write %22");
            }
            String value = text.substring(at + 1, end);
            at = end + 1;
            skipSpaces();
            if (at < text.length() && text.charAt(at) != ';') {
                throw FormErrors.invalid("something stands behind a quote in a header");
            }
            return value;
        }

        private String plain() {
            int semicolon = text.indexOf(';', at);
            int end = semicolon < 0 ? text.length() : semicolon;
            String value = text.substring(at, end).strip();
            if (value.indexOf('"') >= 0) {
                throw FormErrors.invalid("a header has a quote where none may be");
            }
            at = end;
            return value;
        }

        private void skipSpaces() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private static boolean isToken(String name) {
            return !name.isEmpty()
                    && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
        }
    }
}
