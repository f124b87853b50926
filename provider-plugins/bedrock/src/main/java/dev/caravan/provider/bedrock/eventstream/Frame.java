package dev.caravan.provider.bedrock.eventstream;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message of an event stream. */
public final class Frame {

    private final Map<String, String> headers;
    private final byte[] payload;

    /**
     * @param headers the headers that are strings, in order
     * @param payload the payload; not to be changed
     */
    public Frame(Map<String, String> headers, byte[] payload) {
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.payload = payload;
    }

    /** A header's value, or null when it is absent or no string. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The headers that are strings, in order. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The payload; not to be changed. */
    public byte[] payload() {
        return payload;
    }
}
