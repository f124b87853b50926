package dev.caravan.processors.upstream;

import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.request.ModelRewrite;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.Header;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Operation;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Asks the call's target: the plugin prepares what to send, this step sends it, and the answer's body streams through. Where
 * both sides speak the same dialect the bytes pass as they are. Needs {@code ResolveTarget} before it.
 */
public final class CallProvider implements AsyncCallStep {

    private static final Duration NO_TIME = Duration.ofMillis(1);

    private final UpstreamClients clients;
    private final UpstreamHeaders headers;
    private final ForwardableCredential credentials;

    public CallProvider(UpstreamClients clients, ForwardableCredential credentials) {
        this.clients = clients;
        this.headers = new UpstreamHeaders(credentials);
        this.credentials = credentials;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Target target = call.target();
        Operation operation = call.operation();
        if (target == null || operation == null) {
            throw new IllegalStateException("the route calls a provider before it has resolved one");
        }
        ConfiguredProvider provider = target.provider();
        ByteBuf body = requestBody(call, target);
        try {
            Upstream upstream = provider.provider().prepare(request(call, operation, target, body));
            if (upstream instanceof UpstreamRequest send) {
                Mono<Void> sent = send(call, operation, provider, send, body);
                body = null;
                return sent;
            }
            answerLocally(call, operation, provider, (LocalAnswer) upstream);
            return Mono.empty();
        } finally {
            if (body != null) {
                body.release();
            }
        }
    }

    private Mono<Void> send(
            Call call,
            Operation operation,
            ConfiguredProvider provider,
            UpstreamRequest request,
            @Nullable ByteBuf body) {
        HttpHeaders outgoing = headers.outgoing(call, operation, provider, request);
        Publisher<ByteBuf> payload = payload(call, body, outgoing);
        String url = url(call, operation, provider, request);
        long started = System.nanoTime();
        HttpClient.RequestSender sender = clients.client(call.loop(), provider)
                .headers(headers -> headers.set(outgoing))
                .request(HttpMethod.valueOf(request.method()));
        HttpClient.RequestSender addressed =
                isRecurring(call, operation) ? sender.uri(clients.uri(call.loop(), url)) : sender.uri(url);
        return new UpstreamExchange(
                addressed
                        .send(payload)
                        .responseConnection((head, connection) ->
                                Mono.just(answer(call, operation, provider, head, connection, started))),
                call,
                provider);
    }

    /** A URL that the configuration puts in the place of the plugin's keeps the client's query. */
    private String url(Call call, Operation operation, ConfiguredProvider provider, UpstreamRequest request) {
        String override = provider.formatUrls().get(operation);
        if (override == null) {
            return request.url();
        }
        String query = credentials.query(call.request().query());
        return query == null ? override : override + (override.indexOf('?') < 0 ? "?" : "&") + query;
    }

    /** Whether the next call will most likely go to the same URL, so that it pays to keep it parsed. */
    private static boolean isRecurring(Call call, Operation operation) {
        return operation != Operation.PASSTHROUGH && call.request().query() == null;
    }

    private Answer answer(
            Call call,
            Operation operation,
            ConfiguredProvider provider,
            HttpClientResponse head,
            Connection connection,
            long started) {
        Duration left = provider.timeouts().total().minusNanos(System.nanoTime() - started);
        Publisher<ByteBuf> received = new UpstreamBody(
                connection.inbound().receive(),
                call.loop(),
                provider.timeouts().idle(),
                left.isNegative() || left.isZero() ? NO_TIME : left);
        HttpHeaders incoming = headers.incoming(operation, head.responseHeaders());
        return new Answer(head.status().code(), incoming, guarded(call, operation, provider, incoming, received));
    }

    private void answerLocally(Call call, Operation operation, ConfiguredProvider provider, LocalAnswer local) {
        HttpHeaders given = new DefaultHttpHeaders();
        for (Header header : local.headers()) {
            given.add(header.name(), header.value());
        }
        Flux<ByteBuf> body = JdkFlowAdapter.flowPublisherToFlux(local.body())
                .map(CallProvider::wrap)
                .publishOn(clients.scheduler(call.loop()), 1);
        call.answerWith(new Answer(local.status(), given, guarded(call, operation, provider, given, body)));
    }

    /** A stream of events in a dialect that the gateway knows never ends as if it were whole when it is not. */
    private static Publisher<ByteBuf> guarded(
            Call call, Operation operation, ConfiguredProvider provider, HttpHeaders head, Publisher<ByteBuf> body) {
        if (operation != Operation.CHAT_COMPLETIONS || !isEventStream(head)) {
            return body;
        }
        return new EventStreamBody(body, new OpenAiStreamEnd(), () -> call.errorDialect()
                .streamEvent(UpstreamErrors.brokeMidStream(provider.name()), call.id()));
    }

    private ProviderRequest request(Call call, Operation operation, Target target, @Nullable ByteBuf body) {
        CallRequest request = call.request();
        boolean passthrough = operation == Operation.PASSTHROUGH;
        String rest = request.pathVariables().get("*");
        String path = passthrough ? "/" + (rest == null ? "" : rest) : operation.path();
        ByteBuffer bytes = body == null ? null : body.nioBuffer().asReadOnlyBuffer();
        return new ProviderRequest(
                operation,
                request.method(),
                path,
                credentials.query(request.query()),
                target.model(),
                call.stream(),
                new NettyHeaderView(request.headers()),
                bytes);
    }

    /** The whole body with the model as the provider names it, or null where it is streamed through or there is none. */
    private static @Nullable ByteBuf requestBody(Call call, Target target) {
        JsonBody json = call.json();
        if (json == null) {
            return null;
        }
        return ModelRewrite.rewrite(json, target.model());
    }

    private static Publisher<ByteBuf> payload(Call call, @Nullable ByteBuf body, HttpHeaders outgoing) {
        if (body != null) {
            outgoing.setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            return Mono.just(body);
        }
        long declared = call.body().declaredLength();
        if (declared == 0) {
            return Mono.empty();
        }
        if (declared > 0) {
            outgoing.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(declared));
        } else {
            outgoing.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        return call.body().stream();
    }

    private static ByteBuf wrap(ByteBuffer bytes) {
        return Unpooled.wrappedBuffer(bytes);
    }

    private static boolean isEventStream(HttpHeaders head) {
        String type = head.get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17);
    }
}
