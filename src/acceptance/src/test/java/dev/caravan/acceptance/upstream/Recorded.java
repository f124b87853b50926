package dev.caravan.acceptance.upstream;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers with golden files.
 *
 * @param headers what the provider sends along
 */
record Recorded(Map<String, String> headers) {

    void whole(UpstreamExchange exchange, String file) throws IOException, InterruptedException {
        exchange.whole(200, headers, Goldens.bytes(file));
    }

    /** Each event as a chunk of its own. */
    void stream(UpstreamExchange exchange, String file) throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(streamHeaders(file.endsWith(".ndjson")));
        exchange.begin(200, all);
        for (String event : Goldens.events(file)) {
            exchange.chunk(event);
        }
        exchange.end();
    }

    static Map<String, String> streamHeaders(boolean ndjson) {
        return Map.of("content-type", ndjson ? "application/x-ndjson" : "text/event-stream; charset=utf-8");
    }
}
