package dev.caravan.gateway.mcp;

import dev.caravan.spi.wire.SseReader;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A server over HTTP as those of 2024 have it: a stream of events stays open and brings all answers; what is asked is posted to
 * the place that its first event names. In place of the SDK's, which does not tell when the stream ends: who waits for an answer
 * would wait on, and requests would go to a session that is no more.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse">the specification</a>
 */
final class SseTransport implements McpClientTransport {

    private static final Logger LOG = LoggerFactory.getLogger(SseTransport.class);

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

    /** As the SDK has it for messages over HTTP. */
    private static final int LONGEST_EVENT = 16 << 20;

    private final URI url;
    private final HttpRequest.Builder request;
    private final McpJsonMapper json;
    private final HttpClient client;
    private final Sinks.One<URI> endpoint = Sinks.one();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Consumer<Throwable> whenLost = failure -> {};
    private volatile @Nullable CompletableFuture<?> stream;

    /** Why there is no stream, or none any more; its message is without addresses. */
    static final class StreamFailure extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        StreamFailure(String reason) {
            super(reason);
        }
    }

    /**
     * @param request has the headers that are sent along
     * @param threads serve the connections
     */
    SseTransport(URI url, HttpRequest.Builder request, McpJsonMapper json, Executor threads) {
        this.url = url;
        this.request = request;
        this.json = json;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_WITHIN)
                .executor(threads)
                .build();
    }

    @Override
    public List<String> protocolVersions() {
        return List.of(ProtocolVersions.MCP_2024_11_05);
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        whenLost = handler;
    }

    /** Opens the stream; done when it has named where requests go. */
    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return Mono.defer(() -> {
            HttpRequest listen = request.copy()
                    .uri(url)
                    .header("accept", "text/event-stream")
                    .header("cache-control", "no-cache")
                    .GET()
                    .build();
            CompletableFuture<HttpResponse<Void>> opened =
                    client.sendAsync(listen, head -> body(head, new Events(handler)));
            stream = opened;
            opened.whenComplete((ended, failure) -> end(
                    failure == null
                            ? new StreamFailure("its stream of events has ended")
                            : failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure));
            return endpoint.asMono().then();
        });
    }

    private BodySubscriber<Void> body(ResponseInfo head, Events events) {
        int status = head.statusCode();
        if (status == 200) {
            return BodySubscribers.fromSubscriber(events);
        }
        end(refused(status));
        return BodySubscribers.replacing(null);
    }

    private static StreamFailure refused(int status) {
        return new StreamFailure(
                status == 401 || status == 403 ? "it refuses the credentials" : "it answers with the status " + status);
    }

    private void end(Throwable failure) {
        if (over.compareAndSet(false, true)) {
            endpoint.tryEmitError(failure);
            whenLost.accept(failure instanceof IOException ? new StreamFailure("its stream of events broke") : failure);
        }
    }

    /** Reads the stream on whichever thread brings it, one piece after the other. */
    private final class Events implements Flow.Subscriber<List<ByteBuffer>> {

        private final Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler;
        private final SseReader reader = new SseReader(this::take);
        private Flow.@Nullable Subscription subscription;
        private long sinceEvent;

        Events(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
            this.handler = handler;
        }

        @Override
        public void onSubscribe(Flow.Subscription opened) {
            subscription = opened;
            opened.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            try {
                for (ByteBuffer piece : pieces) {
                    sinceEvent += piece.remaining();
                    reader.read(piece);
                    if (sinceEvent > LONGEST_EVENT) {
                        throw new StreamFailure("it sends what is too long");
                    }
                }
            } catch (StreamFailure failure) {
                end(failure);
                if (subscription != null) {
                    subscription.cancel();
                }
            }
        }

        private void take(String event, String data) {
            sinceEvent = 0;
            if (event.equals("endpoint")) {
                endpoint.tryEmitValue(place(data));
            } else if (event.isEmpty() || event.equals("message")) {
                receive(data);
            }
        }

        private void receive(String data) {
            JSONRPCMessage message;
            try {
                message = McpSchema.deserializeJsonRpcMessage(json, data);
            } catch (IOException | RuntimeException e) {
                // The SDK stumbles over JSON that is no object.
                LOG.debug("An MCP server sends what is no message");
                return;
            }
            handler.apply(Mono.just(message))
                    .subscribe(known -> {}, failure -> LOG.debug("An MCP server was not understood", failure));
        }

        @Override
        public void onError(Throwable failure) {
            // The answer as a whole tells it.
        }

        @Override
        public void onComplete() {
            // The answer as a whole tells it.
        }
    }

    /** What is sent there has credentials with it. */
    private URI place(String data) {
        try {
            URI place = url.resolve(data.strip());
            if (url.getScheme().equals(place.getScheme())
                    && url.getRawAuthority().equals(place.getRawAuthority())) {
                return place;
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("An MCP server names what is no URL");
        }
        throw new StreamFailure("it names no place on its own host for requests");
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return endpoint.asMono().flatMap(place -> post(place, message));
    }

    private Mono<Void> post(URI place, JSONRPCMessage message) {
        if (over.get()) {
            return Mono.error(new StreamFailure("its stream of events has ended"));
        }
        HttpRequest post;
        try {
            post = request.copy()
                    .uri(place)
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString(json.writeValueAsString(message)))
                    .build();
        } catch (IOException e) {
            return Mono.error(e);
        }
        return Mono.fromFuture(() -> client.sendAsync(post, BodyHandlers.discarding()))
                .flatMap(answer ->
                        answer.statusCode() / 100 == 2 ? Mono.empty() : Mono.error(refused(answer.statusCode())));
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(() -> {
            over.set(true);
            CompletableFuture<?> opened = stream;
            if (opened != null) {
                opened.cancel(true);
            }
        });
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return json.convertValue(data, type);
    }
}
