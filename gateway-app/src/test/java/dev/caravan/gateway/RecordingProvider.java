package dev.caravan.gateway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A provider that remembers what it was asked, byte for byte, and answers everything as it is told. */
final class RecordingProvider implements AutoCloseable {

    /**
     * @param headers by their names, whatever the case
     * @param text the body, each byte of it a character
     */
    record Asked(String method, String uri, Map<String, String> headers, String text) {}

    /** @param body each character of it a byte */
    private record Reply(int status, String contentType, String body) {}

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final DisposableServer server;
    private volatile Reply reply = new Reply(200, "application/json", "{}");

    RecordingProvider() {
        server = HttpServer.create()
                .port(0)
                .handle((request, response) -> {
                    begun.incrementAndGet();
                    return request.receive()
                            .aggregate()
                            .asByteArray()
                            .defaultIfEmpty(new byte[0])
                            .flatMap(body -> {
                                Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                                request.requestHeaders()
                                        .forEach(header -> headers.put(header.getKey(), header.getValue()));
                                asked.add(new Asked(
                                        request.method().name(),
                                        request.uri(),
                                        headers,
                                        new String(body, StandardCharsets.ISO_8859_1)));
                                Reply given = reply;
                                response.status(given.status()).header("content-type", given.contentType());
                                return response.sendByteArray(
                                                Mono.just(given.body().getBytes(StandardCharsets.ISO_8859_1)))
                                        .then();
                            });
                })
                .bindNow();
    }

    /** The origin, without a slash at the end. */
    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    void answers(int status, String contentType, String body) {
        reply = new Reply(status, contentType, body);
    }

    void answers(String contentType, byte[] body) {
        reply = new Reply(200, contentType, new String(body, StandardCharsets.ISO_8859_1));
    }

    /** All whole requests, in the order of their ends. */
    List<Asked> asked() {
        return asked;
    }

    /** The only one. */
    Asked only() {
        if (asked.size() != 1) {
            throw new AssertionError("expected one request, saw " + asked);
        }
        return asked.get(0);
    }

    /** How many requests have begun, whole or not. */
    int begun() {
        return begun.get();
    }

    void reset() {
        asked.clear();
        begun.set(0);
        answers(200, "application/json", "{}");
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
