package dev.caravan.processors.forms;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the contents of a form's part (RFC 7578 §4).
 *
 * @param name the field's name, or null when it has none
 * @param isFile whether it has a file's name
 * @param isPlain whether the contents are what they seem, in UTF-8: neither in letters for a mail's sake nor in another charset
 */
record PartHead(@Nullable String name, boolean isFile, boolean isPlain) {

    private static final Set<String> PLAIN_ENCODINGS = Set.of("7bit", "8bit", "binary");
    private static final Set<String> PLAIN_CHARSETS = Set.of("utf-8", "us-ascii");

    /**
     * Reads it.
     *
     * @param lines the header lines, each with its line's end
     * @throws dev.caravan.spi.GatewayError 400 when it cannot be read in one way only
     */
    static PartHead parse(String lines) {
        HeaderParameters disposition = null;
        boolean plain = true;
        for (String line : lines.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) <= ' ') {
                throw FormErrors.invalid("a part has a malformed header");
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                case "content-disposition" -> {
                    if (disposition != null) {
                        throw FormErrors.invalid("a part has two dispositions");
                    }
                    disposition = HeaderParameters.parse(value);
                }
                case "content-transfer-encoding" -> plain &= PLAIN_ENCODINGS.contains(value.toLowerCase(Locale.ROOT));
                case "content-type" ->
                    plain &= PLAIN_CHARSETS.contains(HeaderParameters.parse(value)
                            .parameters()
                            .getOrDefault("charset", "utf-8")
                            .toLowerCase(Locale.ROOT));
                default -> {}
            }
        }
        return disposition == null ? new PartHead(null, false, plain) : of(disposition.parameters(), plain);
    }

    private static PartHead of(Map<String, String> parameters, boolean plain) {
        if (parameters.containsKey("name*")) {
            throw FormErrors.invalid("a part has an encoded name");
        }
        String name = parameters.get("name");
        if (name != null && name.indexOf('\\') >= 0) {
            throw FormErrors.invalid("a part's name has a backslash");
        }
        return new PartHead(name, parameters.containsKey("filename") || parameters.containsKey("filename*"), plain);
    }
}
