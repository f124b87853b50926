package dev.caravan.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A provider that answers every POST as it is told, and remembers what it was asked. */
final class ScriptedUpstream implements AutoCloseable {

    /** @param body its pieces; one that never ends is streamed until the caller leaves */
    record Reply(int status, Map<String, String> headers, Flux<String> body) {

        static Reply json(int status, String body) {
            return new Reply(
                    status,
                    Map.of("content-type", "application/json", "x-request-id", "req_upstream"),
                    Flux.just(body));
        }

        static Reply stream(Flux<String> events) {
            return new Reply(200, Map.of("content-type", "text/event-stream"), events);
        }
    }

    private static final Reply USUAL = Reply.json(200, "{}");

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Deque<Reply> script = new ArrayDeque<>();
    private final DisposableServer server;
    private Reply otherwise = USUAL;

    ScriptedUpstream() {
        server = HttpServer.create()
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .flatMap(body -> {
                            bodies.add(body);
                            Reply reply = next();
                            response.status(reply.status());
                            reply.headers().forEach(response::header);
                            return response.sendString(reply.body()).then();
                        }))
                .bindNow();
    }

    /** The base URL with {@code /v1}. */
    String url() {
        return "http://127.0.0.1:" + server.port() + "/v1";
    }

    synchronized void next(Reply... replies) {
        script.addAll(List.of(replies));
    }

    /** What it answers when nothing else is left. */
    synchronized void always(Reply reply) {
        otherwise = reply;
    }

    /** Forgets what it was asked and told. */
    synchronized void reset() {
        bodies.clear();
        script.clear();
        otherwise = USUAL;
    }

    /** What it was asked, in order. */
    List<String> bodies() {
        return bodies;
    }

    private synchronized Reply next() {
        @Nullable Reply reply = script.poll();
        return reply == null ? otherwise : reply;
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
