package dev.caravan.gateway;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** An agent: its card, and a place where it is asked. It answers with the method that it was asked. */
final class AgentUpstream implements AutoCloseable {

    static final String ANSWER = "{\"jsonrpc\": \"2.0\",\"id\":7, \"result\":{\"said\":\"%s\"}}";
    static final String STREAM = "data: {\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"n\":1}}\n\n"
            + "data: {\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"n\":2}}\n\n";

    static final String FORMER_CARD =
            """
            {"protocolVersion":"0.3.0","name":"Weather","description":"Tells it","url":"%1$s/grpc","x-own":"stays",
            "preferredTransport":"GRPC","version":"1","documentationUrl":"https://docs.example.com",
            "additionalInterfaces":[{"url":"%1$s/rpc","transport":"JSONRPC"},{"url":"%1$s/rest","transport":"HTTP+JSON"}],
            "capabilities":{"streaming":true},"defaultInputModes":["text"],"defaultOutputModes":["text"],
            "securitySchemes":{"own":{"type":"apiKey","name":"x","in":"header"}},"security":[{"own":[]}],
            "skills":[{"id":"s","name":"S","description":"d","tags":["t"],"security":[{"own":[]}]}],
            "supportsAuthenticatedExtendedCard":true,"signatures":[{"protected":"p","signature":"s"}]}""";
    static final String CURRENT_CARD =
            """
            {"name":"News","description":"Tells them","version":"1","capabilities":{},
            "supportedInterfaces":[{"url":"%1$s/grpc","protocolBinding":"GRPC","protocolVersion":"1.0"},
            {"url":"%1$s/rpc","protocolBinding":"JSONRPC","protocolVersion":"1.0"}],
            "securitySchemes":{"own":{"apiKeySecurityScheme":{"location":"header","name":"x"}}},
            "securityRequirements":[{"schemes":{"own":{"list":[]}}}],
            "defaultInputModes":["text"],"defaultOutputModes":["text"],"skills":[]}""";

    /** A request as it came. */
    record Asked(String uri, HttpHeaders headers, String body) {}

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger cards = new AtomicInteger();
    private final DisposableServer server;

    /** @param card with {@code %1$s} for its own URL */
    AgentUpstream(String card) {
        server = HttpServer.create()
                .port(0)
                .host("127.0.0.1")
                .route(routes -> routes.get("/card.json", (request, response) -> {
                            cards.incrementAndGet();
                            return response.header("content-type", "application/json")
                                    .sendString(Flux.just(card.formatted(url())));
                        })
                        .get(
                                "/foreign.json",
                                (request, response) ->
                                        response.sendString(Flux.just("{\"url\":\"http://evil.example.com/rpc\"}")))
                        .post("/rpc", (request, response) -> request.receive()
                                .aggregate()
                                .asString()
                                .flatMap(body -> {
                                    asked.add(new Asked(
                                            request.uri(),
                                            request.requestHeaders().copy(),
                                            body));
                                    boolean streams = body.contains("message/stream");
                                    response.header("content-type", streams ? "text/event-stream" : "application/json");
                                    return response.sendString(Flux.just(streams ? STREAM : answer(body, card)))
                                            .then();
                                })))
                .bindNow();
    }

    private String answer(String body, String card) {
        if (body.contains("getAuthenticatedExtendedCard")) {
            return "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":" + card.formatted(url()) + "}";
        }
        return ANSWER.formatted(body.contains("SendMessage") ? "SendMessage" : "message/send");
    }

    int port() {
        return server.port();
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    List<Asked> asked() {
        return asked;
    }

    int cardsGiven() {
        return cards.get();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
