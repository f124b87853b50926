package dev.caravan.gateway.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An admin port that answers what it was told to, and keeps what it was asked. */
final class FakeAdminPort implements AutoCloseable {

    /** @param authorization the header of that name */
    record Request(String method, String uri, String authorization, String body) {}

    private record Prepared(int status, String body) {}

    private final HttpServer server;
    private final Queue<Prepared> answers = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new ArrayList<>();

    FakeAdminPort() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Prepares the answer to the next request that has none yet. */
    FakeAdminPort answers(int status, String body) {
        answers.add(new Prepared(status, body));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("authorization")),
                    body));
            Prepared answer = answers.poll();
            byte[] bytes = (answer == null ? "" : answer.body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 500 : answer.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
