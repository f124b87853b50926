package dev.caravan.processors.dialect;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text as JSON: for the few small documents that the gateway writes by itself. */
public final class JsonText {

    private JsonText() {}

    /**
     * The text as a JSON string with its quotes, or {@code null} for null. Control characters are escaped; an unpaired
     * surrogate stays as it is and becomes a question mark in {@link #bytes}.
     */
    public static String quoted(@Nullable String text) {
        return text == null
                ? "null"
                : append(new StringBuilder(text.length() + 16), text).toString();
    }

    /** Appends what {@link #quoted} gives. */
    public static StringBuilder append(StringBuilder json, @Nullable String text) {
        if (text == null) {
            return json.append("null");
        }
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        return json.append('"');
    }

    /** The document's bytes: always well-formed UTF-8. */
    public static byte[] bytes(CharSequence json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
