package dev.caravan.processors.auth;

import dev.caravan.processors.call.CallRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where clients put their credentials, and how to read them there. */
final class Credentials {

    /** Holds the gateway's key and nothing else; when it is present, no other credential is looked at. */
    static final AsciiString GATEWAY_KEY = AsciiString.cached("x-ingate-key");

    static final AsciiString AUTHORIZATION = AsciiString.cached("authorization");

    /** Headers whose whole value is a key, in the order in which they are looked at: Anthropic's, Azure's, Google's. */
    static final List<AsciiString> KEY_HEADERS = List.of(
            AsciiString.cached("x-api-key"), AsciiString.cached("api-key"), AsciiString.cached("x-goog-api-key"));

    /** The name of a WebSocket's subprotocol that is a key behind this, as OpenAI's SDK has it in browsers. */
    static final String KEY_PROTOCOL = "openai-insecure-api-key.";

    private static final String BEARER = "bearer";

    private Credentials() {}

    /** The keys that a request presents, in the order in which they count; empty when there is none. */
    static List<String> presented(CallRequest request) {
        HttpHeaders headers = request.headers();
        List<String> keys = new ArrayList<>(2);
        if (headers.contains(GATEWAY_KEY)) {
            add(headers.get(GATEWAY_KEY), keys);
            return keys;
        }
        add(bearer(headers.get(AUTHORIZATION)), keys);
        for (AsciiString header : KEY_HEADERS) {
            add(headers.get(header), keys);
        }
        String query = request.query();
        if (query != null) {
            add(QueryParameters.first(query, "key"), keys);
        }
        if (keys.isEmpty()) {
            addFromProtocols(headers, keys);
        }
        return keys;
    }

    /** A browser's WebSocket can carry a key nowhere else. */
    private static void addFromProtocols(HttpHeaders headers, List<String> keys) {
        for (String line : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String protocol : line.split(",", -1)) {
                String name = protocol.strip();
                if (name.startsWith(KEY_PROTOCOL)) {
                    add(name.substring(KEY_PROTOCOL.length()), keys);
                }
            }
        }
    }

    /** Whether a request has no place for a key, not even an empty one. */
    static boolean absent(CallRequest request) {
        HttpHeaders headers = request.headers();
        if (headers.contains(GATEWAY_KEY) || headers.contains(AUTHORIZATION)) {
            return false;
        }
        String query = request.query();
        return KEY_HEADERS.stream().noneMatch(headers::contains)
                && (query == null || QueryParameters.first(query, "key") == null);
    }

    private static void add(@Nullable String key, List<String> keys) {
        if (key != null && !key.isBlank()) {
            keys.add(key.strip());
        }
    }

    /** The token of {@code Authorization: Bearer …}, or null for another scheme or no token. */
    static @Nullable String bearer(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        String value = authorization.strip();
        return value.regionMatches(true, 0, BEARER, 0, BEARER.length()) ? afterScheme(value) : null;
    }

    /** What follows an authentication scheme and white space, or null when the value is one word. */
    static @Nullable String afterScheme(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (isSpace(value.charAt(i))) {
                return value.substring(i).strip();
            }
        }
        return null;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
