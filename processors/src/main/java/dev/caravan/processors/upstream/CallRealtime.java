package dev.caravan.processors.upstream;

import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.ProviderErrors;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.realtime.RealtimeMeter;
import dev.caravan.processors.realtime.RealtimeQuery;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.websocket.ClientHandshake;
import dev.caravan.processors.websocket.RefusedHandshake;
import dev.caravan.processors.websocket.SocketDial;
import dev.caravan.processors.websocket.SocketRelay;
import dev.caravan.processors.websocket.SocketRules;
import dev.caravan.processors.websocket.UpstreamSocket;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.UpstreamRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Opens a realtime session with the call's target, the first where there are several, and answers 101 when that has granted it;
 * otherwise with the target's own refusal. What a session uses is read off its events. Needs {@code ReadRealtimeRequest} and {@code
 * ResolveTarget} before it.
 */
public final class CallRealtime implements AsyncCallStep {

    private final UpstreamClients clients;
    private final UpstreamHeaders headers;
    private final ForwardableCredential credentials;
    private final AttemptCounts counts;
    private final Costs costs;
    private final SocketDial dial;
    private final SocketRules rules;
    private final Function<Call, BooleanSupplier> spending;

    /**
     * @param counts takes what comes of each attempt
     * @param costs say what sessions cost
     * @param spending whether a call is still paid for, asked while it goes on
     * @param tracing as in {@link CallProvider}
     */
    public CallRealtime(
            UpstreamClients clients,
            ForwardableCredential credentials,
            AttemptCounts counts,
            Costs costs,
            SocketDial dial,
            SocketRules rules,
            Function<Call, BooleanSupplier> spending,
            boolean tracing) {
        this.clients = clients;
        this.headers = new UpstreamHeaders(credentials, tracing);
        this.credentials = credentials;
        this.counts = counts;
        this.costs = costs;
        this.dial = dial;
        this.rules = rules;
        this.spending = spending;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Targets targets = call.targets();
        if (targets == null || call.operation() != Operation.REALTIME) {
            throw new IllegalStateException("the route opens a session before it has resolved who serves it");
        }
        Target target = targets.first();
        call.servedBy(target);
        costs.noteAtEnd(call);
        Attempt attempt = new Attempt(target, System.nanoTime(), false, counts);
        return Mono.defer(() -> {
                    call.clock().sentUpstream(System.nanoTime());
                    return dial.dial(clients.bootstrap(call.loop()), wish(call, target));
                })
                .map(socket -> granted(call, socket))
                .onErrorResume(RefusedHandshake.class, refused -> Mono.just(refused(target, refused)))
                .onErrorMap(failure -> failed(attempt, failure))
                .doOnNext(answer -> answer(call, attempt, answer))
                .then()
                .doFinally(signal -> call.clock().heardFromUpstream(System.nanoTime()));
    }

    private SocketDial.Wish wish(Call call, Target target) {
        ConfiguredProvider provider = target.provider();
        String query = RealtimeQuery.withModel(credentials.query(call.request().query()), target.model());
        Ask ask =
                new Ask(Operation.REALTIME, "GET", Operation.REALTIME.path(), query, target.model(), true, null, false);
        NettyHeaderView shown = new NettyHeaderView(call.request().headers());
        if (!(provider.provider().prepare(ask.request(shown)) instanceof UpstreamRequest prepared)) {
            throw new IllegalStateException("provider " + provider.name() + " answers a realtime session by itself");
        }
        return new SocketDial.Wish(
                URI.create(CallProvider.url(provider, ask, prepared)),
                headers.outgoing(call, ask, provider, prepared),
                credentials.protocols(ClientHandshake.protocols(call.request().headers())),
                provider.timeouts().connect(),
                provider.timeouts().firstByte());
    }

    private Answer granted(Call call, UpstreamSocket socket) {
        HttpHeaders granted = ClientHandshake.granted(call.request().headers(), socket.protocol());
        HttpHeaders told = headers.incoming(Operation.REALTIME, socket.headers());
        told.remove(HttpHeaderNames.CONTENT_LENGTH).remove(HttpHeaderNames.CONTENT_TYPE);
        RealtimeMeter meter = new RealtimeMeter(call, spending.apply(call));
        return Answer.switching(granted.add(told), new SocketRelay(socket, rules, call.loop(), meter));
    }

    /** What the target has said instead. It means nothing to a client where it says that all is well. */
    private Answer refused(Target target, RefusedHandshake refused) {
        if (refused.status() < 400) {
            throw GatewayError.of(
                    502,
                    "provider_no_websocket",
                    "Provider '%s' did not open a WebSocket: it answered with status %d.",
                    target.provider().name(),
                    refused.status());
        }
        HttpHeaders told = headers.incoming(Operation.REALTIME, refused.headers());
        return Answer.whole(refused.status(), told, refused.body());
    }

    private static Throwable failed(Attempt attempt, Throwable failure) {
        GatewayError error =
                ProviderErrors.of(failure, attempt.target().provider().name());
        attempt.ended(error);
        return error;
    }

    private static void answer(Call call, Attempt attempt, Answer answer) {
        attempt.ended(answer);
        call.answerWith(answer);
    }
}
