package dev.caravan.acceptance.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The scripts that tests ask for. */
public final class Scripts {

    private Scripts() {}

    public static Script answer(int status, Map<String, String> headers, byte[] body) {
        return exchange -> exchange.whole(status, headers, body);
    }

    /** An error in OpenAI's shape, with code {@code c<status>} and message {@code <status> boom}. */
    public static Script error(int status, Map<String, String> headers) {
        String body =
                """
                {"error":{"message":"%d boom","type":"test_error","param":null,"code":"c%d"}}"""
                        .formatted(status, status);
        return answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same in the shape of the path's provider. */
    public static Script error(String path, int status) {
        return ProviderErrors.error(path, status, Map.of());
    }

    public static Script error(int status) {
        return error(status, Map.of("x-request-id", "req_upstream"));
    }

    /** Each event as a chunk of its own, the next one only after {@link RecordingUpstream#release()}. */
    public static Script stepwise(List<String> events) {
        return exchange -> {
            exchange.begin(200, headOf(events));
            boolean first = true;
            for (String event : events) {
                if (!first) {
                    exchange.awaitRelease();
                }
                first = false;
                exchange.chunk(event);
            }
            exchange.end();
        };
    }

    /** A proper answer made of these events, whatever they hold. */
    public static Script events(List<String> events) {
        return exchange -> {
            send(exchange, events);
            exchange.end();
        };
    }

    /** A proper answer that takes its time: a pause after each event. */
    public static Script paced(List<String> events, Duration pause) {
        return exchange -> {
            exchange.begin(200, headOf(events));
            for (String event : events) {
                exchange.chunk(event);
                Thread.sleep(pause.toMillis());
            }
            exchange.end();
        };
    }

    /** Sends the events and then nothing, until the caller leaves. */
    public static Script stallAfter(List<String> events) {
        return exchange -> {
            send(exchange, events);
            exchange.awaitCallerGone();
        };
    }

    /** Sends the events, then resets the connection once told to by {@link RecordingUpstream#release()}. */
    public static Script resetAfter(List<String> events) {
        return exchange -> {
            send(exchange, events);
            exchange.awaitRelease();
            exchange.reset();
        };
    }

    /** Sends the events, then closes the connection in the middle of the chunked body. */
    public static Script breakOffAfter(List<String> events) {
        return exchange -> {
            send(exchange, events);
            exchange.breakOff();
        };
    }

    /** Takes the request and never answers. */
    public static Script hang() {
        return UpstreamExchange::awaitCallerGone;
    }

    /** Closes the connection without a word. */
    public static Script hangUp() {
        return UpstreamExchange::breakOff;
    }

    /** A binary answer of that many bytes, written as fast as the caller takes it. */
    public static Script flood(long bytes) {
        return exchange -> {
            exchange.begin(200, Map.of("content-type", "application/octet-stream"));
            byte[] block = new byte[64 * 1024];
            for (long sent = 0; sent < bytes; sent += block.length) {
                exchange.chunk(block);
            }
            exchange.end();
        };
    }

    private static void send(UpstreamExchange exchange, List<String> events) throws IOException, InterruptedException {
        exchange.begin(200, headOf(events));
        for (String event : events) {
            exchange.chunk(event);
        }
    }

    /** Events of NDJSON are bare objects. */
    private static Map<String, String> headOf(List<String> events) {
        return Recorded.streamHeaders(events.get(0).startsWith("{"));
    }
}
