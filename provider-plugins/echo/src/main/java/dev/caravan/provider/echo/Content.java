package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.Header;
import dev.caravan.spi.LocalAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What an answer holds, before it is paced.
 *
 * @param status the HTTP status
 * @param headers the headers, {@code content-type} among them
 * @param chunks the body in its natural pieces; may be made one by one while it is read
 */
record Content(int status, List<Header> headers, Iterable<byte[]> chunks) {

    private static final Header EVENTS = new Header("content-type", "text/event-stream; charset=utf-8");
    private static final Header UNCACHED = new Header("cache-control", "no-cache");
    private static final Header JSON = new Header("content-type", "application/json");

    static Content json(JsonNode body) {
        return json(200, body, List.of());
    }

    /** An event of a stream, with its blank line. */
    static byte[] event(JsonNode data) {
        return ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A whole answer that is no JSON. */
    static Content of(String contentType, byte[] body) {
        return new Content(
                200,
                List.of(new Header("content-type", contentType), new Header("content-length", "" + body.length)),
                List.of(body));
    }

    static Content json(int status, JsonNode body, List<Header> more) {
        return bytes(status, Json.bytes(body), more);
    }

    /** A stream of server-sent events, each of which has its blank line. */
    static Content events(Iterable<byte[]> events) {
        return new Content(200, List.of(EVENTS, UNCACHED), events);
    }

    /** The answer, as slow and broken as told. */
    LocalAnswer paced(Misbehaviour misbehaviour, ScheduledExecutorService timer) {
        boolean halve = misbehaviour.countsChunks() && chunks instanceof List<byte[]> whole && whole.size() == 1;
        return new LocalAnswer(
                status, headers, new PacedBody(halve ? halves(chunks.iterator().next()) : chunks, misbehaviour, timer));
    }

    private static Content bytes(int status, byte[] body, List<Header> more) {
        List<Header> headers = new ArrayList<>(List.of(JSON, new Header("content-length", "" + body.length)));
        headers.addAll(more);
        return new Content(status, List.copyOf(headers), List.of(body));
    }

    private static List<byte[]> halves(byte[] whole) {
        int middle = whole.length / 2;
        return List.of(Arrays.copyOf(whole, middle), Arrays.copyOfRange(whole, middle, whole.length));
    }
}
