package dev.caravan.gateway.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code headers}: those that an operator has the gateway send along with its own requests to a server. */
final class SentHeaders {

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    /** What belongs to the connection, or is the gateway's own. */
    private static final Set<String> NEVER = Set.of(
            "connection", "content-length", "content-type", "expect", "host", "te", "transfer-encoding", "upgrade");

    private SentHeaders() {}

    /** In the order of the file; a problem is reported for each that cannot be sent, and its value is not shown. */
    static Map<String, String> read(Section section) {
        Map<String, String> headers = section.textMap("headers");
        headers.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || NEVER.contains(name.toLowerCase(Locale.ROOT))) {
                section.refuse("headers." + name, "is no header that can be set", "Write one such as x-api-key");
            } else if (!VALUE.matcher(value).matches()) {
                section.refuse(
                        "headers." + name, "has a character that no header may have", "Use visible ASCII, in one line");
            }
        });
        return headers;
    }
}
